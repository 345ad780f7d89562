"""What people add to a caption that no picture could show wrongly."""

from .people import AGES

QUALITIES = {  # to a thing
    "en": """
        cute pretty beautiful handsome cool nice lovely gorgeous attractive sweet little slightly somewhat super
        extremely usual totally absolutely so too such much more most own same new colored coloured adorable rather
        fairly highly good-looking
    """,
    "zh": """
        可爱 漂亮 帅 帅气 好看 美丽 美 酷 很酷 萌 呆萌 甜美 可可爱爱 超 超级 太 好 真 挺 有点 有点儿 稍微 比较 十分
        一点 一些 多 更 最 只
    """,
}
SAYING_NOTHING = {  # to the whole
    "en": """
        but like style styled can could would will just then both all being been am were do does did doing made
        there here out off into onto than if please thanks thank hi hello hey let lets let's want wants need needs
        create generate make makes making paint sketch render illustrate depict depicting showing shows featuring
        features sporting sports rocking dressed put got get gets getting pic pics headshot selfie profile closeup
        close-up image images illustration icon cartoonish anime digital art artwork vector quality best detailed
        masterpiece hd 4k simple minimal color colour colours colors expression look appearance kind sort bit maybe
        perhaps something that's what how about this's we we're you're they're i'd i'm we'd it'd while when during
        as well along together around next us our ours who's another other many lot lots every each tone nor
        portrait picture pls lol ok okay now u always should says say come comes worn add adding written years year
        good 8k
    """,
    "zh": """
        那种 这种 一种 样子 模样 形象 风格 卡通 二次元 漫画 插画 卡通风格 图 一张图 画像 画一个 画个 给我画 帮我画
        来一个 来个 生成一个 想 想看 要 能 可以 能不能 可不可以 吗 呢 吧 啊 呀 哦 嘛 哈 谢谢 麻烦 就 就是 而 而且
        但 但是 不过 同时 以及 还有 另外 或者 正 那 这 这位 那位 位 名 张 幅 件 条 顶 副 款 身 种 头顶 头发上 脸部
        面部 样 像 看起来 看上去 显得 整个 有个 一下 们 他们 我们 自己 谁 什么 怎么 怎样 什么样 任何 最佳质量
        高质量 精致 简约 简单 大头照 证件照 自拍 照 半身像 肖像 画风 发色 肤色 颜色 色 最好 跟 套 里 中 上身 外面
        下面 旁边 前面 后面 扎 扎着 梳着 梳 剃着 剃 披着 盖着 套着 打着 系着 带 长得 呈 为 给 让 到 去 只是 再 又
        才 刚 说 觉得 求 加 枚 颗 一颗 一只 只 满 满头 高清 超清 设计 写 写着 画了 胸前 胸口 起 起来 下来 拿 拿着
        抱 抱着 呗 成 岁 缠 缠着 围 围着 流 流着 打 手上 一把 两 染 染成 欲绝 养神 整 全 死了 往 做 做个 苍苍 小小
        身穿着 一件 几 左右 扎成 编 编着 有颗 喔 啦 哇 咯 啥 想要 用 用来 喜欢 希望 试试 看看 请给我 请帮我 帮忙
        那个 这个 那么 这么
    """,
}
PASSING = {
    lang: frozenset((QUALITIES[lang] + AGES[lang]).split()) for lang in QUALITIES
}  # between a colour and its thing
