"""Words that these captions do not know: no slips of the pen, and in Chinese cut as one."""

STRANGERS = {
    "en": """
        girly boyish manly womanly skirt scarf coat cape apron gown vest dress jeans pants trousers shorts shoes
        boots gloves belt socks jersey uniform crown tiara cap helmet mask veil visor earring earrings necklace
        ring rings chain watch bow bows ribbon ribbons lipstick makeup blush mascara eyeliner freckles freckle mole
        dimple dimples wrinkle wrinkles scar scars tattoo tattoos piercing nose ear ears neck chin cheek cheeks
        forehead shoulder hand hands horn horns wing wings tail halo fang fangs whiskers sword word wand witch
        wizard king queen prince princess pirate ninja clown robot alien ghost vampire zombie angel elf fairy
        doctor nurse police policeman officer teacher student lawyer singer rapper dancer farmer pilot sailor
        hunter ranger santa hero villain monk priest nun model actor beach forest sky city snow rain sunset moon
        star stars sun cloud clouds night space heart hearts flower rose roses cat dog bird dragon horse lion tiger
        wolf book phone coffee cigar cigarette pipe guitar balloon umbrella bag background wall tall short-sighted
        fat thin slim skinny muscular strong rich poor shy bored boring proud confused curious calm lonely clever
        smart lazy brave asian roman arab brazilian chinese japanese korean indian african american european latino
        mexican french german british teeth tooth lab mark goth punk hippie nerd geek hipster emo beaded striped
        stripes checkered plaid dotted leather denim silk velvet
    """,
    "zh": """
        比 法国人 德国人 英国人 俄罗斯人 老外 法国 印度 东北 亚洲 中国 日本 韩国 欧洲 美国 非洲 水手 教授 上班族
        仙女 猛男 勺子 玩偶 汉堡 皮裤 金链子 大金链子 链子 小胖子 小胖墩 坏笑 圆脸 红脸 脸红 脸红红 烫头 公主切
        校服 赛博朋克 摇滚 关公 双马尾 红瞳 异色瞳 金瞳 左眼 右眼 琥珀色 瞳孔 尖耳朵 及腰 大眼睛 长睫毛 女仆 大耳环
        珍珠 高领 叉腰 双手 胖胖 猫咪 星星眼 嘟嘴 浓眉大眼 浓眉 大眼 挠头 金色眼镜链 抿着嘴 独眼龙 眼镜链 白背心
        耳机 口红 项链 围巾 耳环 耳钉 雀斑 纹身 皇冠 裙子 连衣裙 背景 手套 领带夹 披风 斗篷 汉服 旗袍 和服 警服
        军装 制服 羽绒服 风衣 夹克 皮衣 背心 马甲 吊带 短裤 牛仔 牛仔裤 裤子 鞋子 运动服 大衣 外衣 婚纱 礼服 口罩
        面具 面纱 发卡 发夹 蝴蝶结 头花 王冠 头盔 棒球帽 鸭舌帽 贝雷帽 草帽 渔夫帽 牛仔帽 圣诞帽 安全帽 礼帽 耳朵
        猫耳朵 兔耳朵 鼻子 鼻环 酒窝 皱纹 疤痕 伤疤 痘痘 腮红 眼影 眼线 睫毛 睫毛膏 假睫毛 双眼皮 虎牙 牙套 下巴
        额头 脖子 肩膀 手 手机 烟 香烟 雪茄 烟斗 咖啡 书 花 玫瑰 猫 狗 小狗 小猫 兔子 吉他 麦克风 剑 枪 气球 翅膀
        尾巴 光环 恶魔角 医生 警察 公主 王子 忍者 老师 学生 护士 小丑 海盗 巫师 女巫 圣诞老人 超人 吸血鬼 僵尸
        机器人 消防员 士兵 军人 律师 商人 程序员 科学家 画家 歌手 明星 运动员 模特 司机 农民 新娘 新郎 武士 侠客
        侠女 精灵 天使 恶魔 外星人 高 矮 胖 瘦 肌肉 强壮 苗条 富有 亚洲人 中国人 日本人 韩国人 欧洲人 美国人 非洲人
        拉丁裔 混血 印度人 外国人 山羊胡 胡茬 胡渣 鬓角 碧眼 双下巴 害羞 困惑 无聊 骄傲 得意 尴尬 好奇 温柔 性感
        冷酷 忧愁 迷茫 自信 傲娇 搞笑 海边 雪地 森林 夜晚 城市 街头 阳光 星星 月亮 雨 雪 太阳 云 蓝天 白云 单眼皮
        金牙 龅牙 痣 美人痣 泪痣 眼袋 黑眼圈 红领巾 毛巾 发箍 发带子 耳罩 手表 手链 戒指 包 背包 书包 雨伞 帽檐
        西裤 领结夹 丝巾 丝带 头饰 羽毛 项圈 内衣 泳衣 比基尼 睡衣 毛领 皮草 格子 条纹 波点 迷彩
    """,
}
NO_COLORS = {  # that no thing here has
    "en": """
        purple violet lilac lavender indigo hazel beige cream ivory khaki olive bronze amber rainbow multicolored
    """,
    "zh": """
        紫色 紫 青色 米色 米白色 卡其色 奶油色 金属色 彩色 彩虹色 靛色 青 绿色 绿 蓝色 蓝
    """,
}
MORE_THINGS = {  # beside those of the phrases, without a colour
    "en": """
        cheeks cheek
    """,
    "zh": """
        脸颊 腮帮子
    """,
}
