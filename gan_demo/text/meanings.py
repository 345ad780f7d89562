"""What people say in words that the captions of the avatars are not made of: what it is read as, and what is near it.

A row is (what it is read as, what people say), texts with a semicolon between them; "|" cuts a Chinese one into words.
It is read so where no phrase covers it: "angry" is, "angry eyebrows" are not.
"""

from collections.abc import Iterable, Iterator

from .phrases.colors import COLOR, HAIR_COLOR

SAME = (
    ("glasses", "specs; spectacles; eyewear; reading glasses"),
    ("sunglasses", "aviators; sunnies"),
    ("hoodie", "hoody"),
    ("t-shirt", "tshirt; tee-shirt; tshirts"),
    ("braids", "plaits"),
    ("ponytail", "ponytails"),
    ("moustache", "tache; moustaches; mustaches"),
    ("moustached", "mustached; mustachioed; moustachioed"),
    ("child", "baby boy; baby girl"),
    ("big beard", "enormous beard; huge beard; massive beard; giant beard"),
    ("not", "no longer"),
    ("not smiling", "not smile; not smiles"),
    ("no beard", "no facial hair; no stubble; no whiskers; without facial hair"),
    ("armour", "armor"),
    ("bangs", "fringe"),
    ("chef's hat", "chef hat; chefs hat; cook hat; cooks hat; chef's cap"),
    ("chef's jacket", "chef jacket; chef coat; chef uniform; chef's coat; chef outfit"),
    ("space helmet", "astronaut helmet; astronauts helmet"),
    ("knight's helmet", "knight helmet"),
    ("gladiator armour", "suit of armour; suit of armor; knight's armour; knight armour; knight armor"),
    ("bald", "clean shaven head; shaven head; bald headed"),
    ("an open mouth", "mouth open; open mouthed; mouth wide open; mouth agape"),
    ("vomiting", "vomit; vomits; puke; pukes; throws up"),
    ("rolling eyes", "rolls his eyes; rolls her eyes; rolling his eyes; rolling her eyes; eye roll; eyeroll"),
    ("winking", "winked"),
    ("one eye closed", "left eye closed; right eye closed"),
    ("buzz cut", "buzzcut"),
    ("full beard", "full bearded"),
    ("white-rimmed glasses", "white glasses; white framed glasses"),
    ("black suit and bow tie over a shirt", "bow tie; bowtie"),
    ("black suit with a necktie", "necktie"),
    ("not smiling", "without a smile; no smile; without smile"),
    ("no beard", "shaved his beard; shaved off his beard; shaved beard; shaves his beard"),
    ("no hat", "takes off his hat; takes off her hat; took off his hat; took off her hat; hat off"),
    ("no glasses", "takes off his glasses; takes off her glasses; glasses off"),
    ("dungarees", "overals; dungaree"),
    ("a tuxedo with a shirt", "tuxedo; tux; dinner jacket"),
    ("the word cumbia", "cumbia"),
    ("the word resist", "resist"),
    ("bald", "hairless; baldy"),
    ("afro", "fro"),
    ("woolly hat", "wool hat; knit cap; knitted cap; knitted hat; knit hat"),
    ("dark jacket", "black jacket; black blazer"),
    ("hijab", "headscarf; head scarf"),
    ("curly hair", "curled hair; ringlets; curly haired; curly hairdo"),
    ("short hair", "short hairdo; short-cropped hair"),
    ("buzz cut", "buzzed hair; buzzed; shaved head"),
    ("messy hair", "bed hair; bedhead; unkempt hair; untidy hair; disheveled hair; dishevelled hair"),
    ("brown hair", "brunette; brunettes"),
    ("red hair", "redhead; redheads; redheaded"),
    ("clean-shaven", "beardless; clean shaved; clean shave; smooth-shaven"),
    ("happy", "joyful; glad; joyous; cheery; pleased; delighted; in a good mood; merry"),
    ("sad", "upset; depressed; gloomy; miserable; unhappily; heartbroken; sorrowful"),
    ("serious", "sombre; stern; somber; solemn"),
    ("laughing", "laughs; laugh; laughter"),
    ("smiling", "smiles; smiley; smily"),
    ("crying", "weeping; sobbing; in tears; tears; teary; teary-eyed; cries; weeps"),
    ("winking", "winks"),
    ("frowning", "frowns; frown"),
    ("screaming", "screams; scream; yells; shouts"),
    ("angry eyebrows", "angry; angrily; mad; furious; grumpy; enraged; annoyed"),
    ("wide eyes", "surprised; shocked; amazed; astonished; startled; surprise; stunned"),
    ("worried", "scared; afraid; frightened; fearful; anxious; nervous; terrified; concerned"),
    ("closed eyes", "asleep; sleeping; sleeps; eyes closed"),
    ("sleepy eyes", "sleepy; tired; drowsy; exhausted"),
    ("heart eyes", "in love; lovestruck; love-struck; heart-eyed"),
    ("dark skin", "black skin; dark-complexioned; dark complexion"),
    ("one raised eyebrow", "one eyebrow raised; eyebrow raised; raised eyebrow; cocked brow"),
    (
        "gritted teeth",
        "gritting his teeth; gritting her teeth; gritting teeth; grits his teeth; baring teeth; bared teeth",
    ),
    (
        "tongue out",
        "sticking tongue out; sticking his tongue out; sticking her tongue out; tongue sticking out; "
        "sticks his tongue out",
    ),
    ("light skin", "white skin; light complexion; fair complexion"),
    ("tanned skin", "suntanned; sun-tanned"),
    ("space suit", "spacesuits"),
    ("black suit", "business suit; suit and tie"),
    ("eyepatch", "eye-patch"),
    ("red", "scarlet"),
    ("卷", "卷卷"),
    ("卷发", "卷头发; 卷毛; 烫发; 自来卷; 卷卷的头发; 卷卷头"),
    ("长发", "长头发; 长发飘飘; 披肩长发; 秀发"),
    ("短发", "短头发; 短碎发"),
    ("直发", "直头发"),
    ("长|直发", "长直发"),
    ("黑色|长|直发", "黑长直"),
    ("刘海", "浏海; 浏海儿; 流海"),
    ("只有|两侧|的|头发", "秃顶; 地中海; 地中海发型; 地中海头"),
    ("刺猬般|的|头发", "刺猬头"),
    ("短|络腮胡", "短胡子; 短胡须; 短须"),
    ("稀疏|的|胡子", "胡子拉碴; 稀疏胡子; 稀疏的胡须"),
    ("翘|八字胡", "翘胡子; 八字胡翘起来"),
    ("打|领结|的|黑|西装|配|衬衫", "领结; 打领结; 系领结; 戴领结; 打领结的西装; 西装领结"),
    ("黑|西装|配|领带", "领带; 打领带; 系领带; 戴领带"),
    ("面无表情", "不笑; 没有笑; 没笑; 不微笑; 没有微笑; 不要笑; 没表情"),
    ("难以置信|地|张着|嘴", "难以置信; 不敢相信; 一脸难以置信"),
    ("露着|牙齿|笑", "牙齿都露出; 露着牙齿; 露牙; 露出牙齿; 露齿笑; 露齿; 露着牙; 牙齿都露出来了"),
    ("张开|嘴巴", "张大嘴巴; 张大嘴; 张嘴; 张口"),
    ("嘴里|塞满|东西", "塞满东西; 吃东西; 吃着东西; 正在吃; 嘴里有东西"),
    ("鼓鼓|的|腮帮子", "腮帮子鼓鼓的; 腮帮子鼓鼓; 腮帮鼓鼓"),
    ("灰白色", "灰白; 花白; 斑白; 全白; 白白"),
    ("金黄色", "金黄"),
    ("粉红色", "粉红"),
    ("红棕色", "红棕"),
    ("金色|长发", "长金发"),
    ("刘海", "齐刘海"),
    ("瞪大|眼睛", "瞪着大眼睛; 大大的眼睛瞪着"),
    ("闭着|一只|眼", "一只眼闭着; 闭一只眼; 一眼闭着"),
    ("没有|胡子", "刮了胡子; 刮掉胡子; 剃了胡子; 剃掉胡子; 刮胡子"),
    ("藏青色", "藏蓝色; 藏蓝; 藏青; 深藏青"),
    ("薄荷绿色", "薄荷绿; 薄荷色; mint色"),
    ("珊瑚红色", "珊瑚红"),
    ("乌黑色", "乌黑; 漆黑; 乌黑的"),
    ("宽檐帽", "遮阳帽; 太阳帽; 大檐帽; 宽边帽"),
    ("包头巾", "缠着头巾; 缠头巾; 裹着头巾; 包着头巾"),
    ("竖着|的|头发", "炸毛头; 头发竖起来; 头发竖着; 竖起来的头发"),
    ("炸毛|的|头发", "炸毛"),
    ("连在一起|的|眉毛", "眉毛连在一起; 连眉; 一字眉"),
    ("打叉|的|眼睛", "眼睛打叉; 眼睛打着叉; 叉眼"),
    ("晕头转向", "晕了; 头晕; 晕乎乎"),
    ("连帽衫", "帽t; 套头衫"),
    ("下巴|光洁", "下巴光光的; 胡子刮干净; 刮干净胡子"),
    ("两侧|剃光|的|一撮|头发", "头顶留一撮头发; 一撮头发"),
    ("半边|剃短|的|头发", "一边头发剃短; 一边头发剃短了; 一侧剃短"),
    ("插着|花|的|头发", "头发上插着花; 头上插花; 头发插花; 戴着花的头发"),
    ("盘起|的|头发", "盘着头发; 盘头; 盘头发"),
    ("笑得|很|灿烂", "笑容灿烂; 灿烂的笑; 笑得灿烂"),
    ("英文|单词", "英文字母; 字母; 英文; 单词; 文字"),
    ("马尾", "马尾辫; 扎马尾; 单马尾"),
    ("辫子", "麻花辫; 编辫子; 小辫子"),
    ("丸子头", "丸子; 发髻; 团子头"),
    ("长发", "头发很长; 长长的头发; 头发长长的"),
    ("短发", "头发很短; 头发短短的"),
    ("卷发", "头发很卷; 头发卷卷的"),
    ("长|卷发", "头发又长又卷; 头发很长很卷"),
    ("长|直发", "头发又长又直; 又长又直"),
    ("长|胡子", "胡子很长; 胡须很长"),
    ("灰白色|胡子", "灰白胡子; 花白胡子; 花白的胡子; 胡子花白; 灰白的胡子"),
    ("寸头", "圆寸; 小平头; 板寸头"),
    ("爆炸头", "爆炸式; 非洲头"),
    ("光头", "没头发; 秃子; 剃光头; 无发; 光着头"),
    ("乱糟糟|的|头发", "头发乱糟糟; 头发凌乱; 乱发"),
    ("眼镜", "眼睛框; 框架眼镜; 近视镜"),
    ("墨镜", "太阳眼睛; 墨鏡"),
    ("毛线帽", "针织帽子; 毛线帽子; 冷帽"),
    ("头巾", "头纱; 围头巾"),
    ("络腮胡", "大胡渣; 络腮胡子"),
    ("大|胡子", "大胡子; 大把胡子; 浓密的大胡子; 满脸胡子; 满脸大胡子"),
    ("小|胡子", "小胡子; 八字胡子; 八字须"),
    ("长|胡子", "长胡子; 长胡须"),
    ("t恤", "体恤; 短袖; 衬衫; 衬衣; t"),
    ("连帽衫", "帽衫; 套头卫衣; 连帽卫衣"),
    ("深色|西装|外套", "黑外套; 黑色外套; 黑色的外套"),
    ("背带裤", "工装裤; 吊带裤"),
    ("西装", "西服; 黑西服"),
    ("棕色", "咖啡色; 咖色; 茶色"),
    ("很|开心", "开心; 高兴; 快乐; 愉快; 欢乐; 欢快; 喜悦; 乐呵呵; 高高兴兴; 开开心心"),
    ("笑着", "笑; 微笑着; 笑脸; 笑嘻嘻; 带笑; 微笑脸; 笑呵呵"),
    ("大笑", "笑哈哈; 哈哈笑; 狂笑; 哈哈大笑着"),
    ("一脸|难过", "难过的嘴; 难过; 伤心; 悲伤; 沮丧; 不高兴; 忧郁; 悲痛; 失落; 委屈; 不快乐"),
    ("光着|膀子", "光膀子; 赤膊; 赤裸上身; 光着上身"),
    (
        "流泪",
        "流着眼泪; 流着泪; 流泪着; 哭泣; 哭; 大哭; 哭着; 泪流满面; 流眼泪; 掉眼泪; 泪眼; 泪汪汪; 眼泪汪汪; 眼泪; "
        "含泪; 落泪; 痛哭; 哭脸; 正在哭",
    ),
    (
        "愤怒|的|眉毛",
        "气炸了; 气炸; 气死; 大怒; 生气; 愤怒; 恼火; 发怒; 发火; 气愤; 暴怒; 怒气冲冲; 气呼呼; 火冒三丈; 生气的样子",
    ),
    ("瞪大|眼睛", "睁大双眼; 睁大眼; 瞪大双眼; 惊讶; 吃惊; 震惊; 惊呆; 惊喜; 惊奇; 大吃一惊; 诧异"),
    ("一脸|担忧", "担心; 害怕; 恐惧; 担忧; 紧张; 焦虑; 惊恐; 恐慌; 忧虑"),
    ("闭着|眼睛", "闭着眼; 闭上眼; 闭着双眼; 睡着; 睡觉; 睡着了; 闭上眼睛; 闭目; 闭眼睛; 在睡觉"),
    ("半闭|的|眼睛", "困; 犯困; 疲惫; 疲倦; 困倦; 很困; 睡眼惺忪; 困困的; 没睡醒"),
    ("一脸|严肃", "严肃; 严厉; 认真脸; 不苟言笑"),
    ("爱心眼", "花痴; 爱心眼睛; 桃心眼; 心心眼; 星星眼里有爱心"),
    ("张着|大嘴|尖叫", "尖叫的大嘴"),
    ("一脸|严肃", "严肃的一字嘴"),
    ("流泪", "眼角的一滴泪; 一滴泪"),
    ("呕吐", "呕吐的嘴"),
    ("眨眼", "单眨眼; 眨眼睛; 眨着眼睛; 使眼色; wink"),
    ("吐舌头", "吐舌; 吐着舌头; 伸舌头; 吐出舌头; 伸着舌头"),
    ("皱眉", "皱着眉; 皱眉头; 皱着眉毛; 皱起眉头"),
    ("深色|皮肤", "黑人; 黑皮肤; 黑皮; 黑色皮肤; 黑色的皮肤; 黑肤色; 黑黑的皮肤; 黑黑皮肤; 深肤色; 深皮肤"),
    ("浅色|皮肤", "白人; 白皮肤; 白色皮肤; 白色的皮肤; 浅皮肤"),
    ("黄色|皮肤", "偏黄皮肤; 黄皮肤; 黄皮; 黄肤色"),
    ("白皙|的|皮肤", "肤白; 白净; 白嫩; 肤色白皙"),
    ("晒黑|的|皮肤", "皮肤晒黑; 皮肤晒黑了; 晒黑的皮肤"),
    ("小麦色|皮肤", "小麦肤色; 古铜色皮肤; 古铜色"),
)

SILENT = (  # words of phrases that say nothing where the phrase is not there, read as a filler
    ("like", "only; up; down; square; looking; high; close up"),
    ("的", "笑得; 独眼; 一边; 都; 胸; 一脸; 满脸; 表情; 大; 小; 图案; 发型; 一块; 正在; 普通; 看; 暖和; 镂空"),
)

OUTFITS = (  # who is known by what is worn: clothes, a hat, and the names for them
    ("a chef's jacket", "a chef's hat", "chef; cook; chefs; cooks"),
    ("a space suit", "a space helmet", "astronaut; spaceman; astronauts; cosmonaut; spacewoman"),
    ("gladiator armour", "a gladiator helmet", "gladiator; gladiators"),
    ("gladiator armour", "a knight's helmet", "knight; knights"),
    ("a robe", "a hood", "jedi; jedis"),
    ("厨师服", "厨师帽", "厨师; 大厨; 主厨; 厨子"),
    ("太空服", "太空|头盔", "宇航员; 航天员; 太空人"),
    ("角斗士|盔甲", "角斗士|头盔", "角斗士"),
    ("角斗士|盔甲", "骑士|头盔", "骑士"),
    ("长袍", "兜帽", "绝地武士; 绝地"),
)

NEAR_COLORS = {  # colours that a thing does not have, and by meaning the nearest that some thing has
    "orange": "ginger peach",
    "teal": "mint",
    "turquoise": "mint",
    "cyan": "mint",
    "aqua": "mint",
    "maroon": "red",
    "burgundy": "red",
    "crimson": "red",
    "magenta": "pink",
    "fuchsia": "pink",
    "gold": "golden",
    "grey": "silver",
    "gray": "silver",
    "black": "dark",
    "white": "fair",
    "橙色": "橘红色 杏色",
    "橘色": "橘红色 杏色",
    "橙": "橘红色 杏色",
    "橘": "橘红色 杏色",
    "橘黄色": "橘红色 杏色",
    "橘红色": "杏色",
    "灰色": "银色",
    "灰": "银色",
    "青绿色": "薄荷绿色",
    "蓝绿色": "薄荷绿色",
    "酒红色": "红色",
    "大红色": "红色",
    "暗红色": "红色",
    "品红色": "粉色",
    "粉红色": "粉色",
    "黑色": "深色",
    "黑": "深色",
    "白色": "浅色",
    "白": "浅色",
}
NOT = frozenset(("isn't", "aren't", "wasn't", "weren't", "doesn't", "didn't", "don't", "hasn't", "haven't", "can't"))
NOT |= frozenset(("won't", "ain't", "never", "neither", "stop", "stopped"))  # read as not
DONT = ("别", "勿", "甭")
WITHOUT = frozenset(("lacking", "lacks", "minus", "sans"))
BLONDES = frozenset(("blonde", "blond", "ginger"))  # who is called so has such hair
MEANINGS = {  # words that are not known, and what is near them
    "monocle goggles": "glasses sunglasses",
    "headphones headset earphones crown tiara helmet cap": "hat beanie",
    "goatee stubble whiskers sideburns bristles": "beard moustache",
    "dress coat blouse vest cardigan": "blazer sweater shirt",
    "pigtail pigtails": "braids",
    "soldier warrior": "armour",
    "pirate": "eyepatch",
    "punk": "mohawk",
    "kiss kissing": "smile",
    "耳机 皇冠 王冠 头盔 棒球帽 鸭舌帽": "帽子 毛线帽",
    "山羊胡 胡茬 胡渣 鬓角": "胡子 络腮胡",
    "裙子 连衣裙 大衣 外衣 夹克 背心": "外套 上衣 t恤",
    "双马尾": "马尾 辫子",
    "海盗": "眼罩",
    "武士 战士": "盔甲",
}
LETTERS = {  # what Chinese words begin with: 黑发, 白t, 黑白条纹
    "黑": "黑色",
    "白": "白色",
    "红": "红色",
    "蓝": "蓝色",
    "绿": "绿色",
    "黄": "黄色",
    "粉": "粉色",
    "灰": "灰色",
    "紫": "紫色",
    "橙": "杏色",
    "棕": "棕色",
}
HAIR_LETTERS = {
    "金": "金色",
    "银": "银色",
    "褐": "褐色",
    "栗": "栗色",
    "灰": "银色",
    "黄": "金黄色",
    "橙": "橘红色",
    "橘": "橘红色",
}
TWO_COLORS = ("相间", "条纹", "配色", "拼色", "双拼", "渐变", "撞色")
BARE_PAIRS = "黑白 白黑 红白 白红 黑红 红黑 蓝白 白蓝 红蓝 蓝红 红绿 绿红 黄黑 黑黄 黄白 白黄 绿白 白绿 黑蓝 蓝黑"
NOT_WEARING = (
    "摘下 摘了 摘掉 脱下 脱了 没 没有 没戴 没有戴 没带 未戴 不戴 不带 别戴 别带 不要 不要戴 不想要 不留 没留 无 不需要"
)
ABSENT = {
    "眼镜": "没戴|眼镜",
    "帽子": "没戴|帽子",
    "帽": "没戴|帽子",
    "胡子": "没有|胡子",
    "胡须": "没有|胡子",
    "须": "没有|胡子",
}
MEANT = {word: tuple(known.split()) for words, known in MEANINGS.items() for word in words.split()}


def table(rows: Iterable[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """What people say, without hyphens, each with the rest of its row."""
    return {said.strip().lower().replace("-", " "): tuple(read) for *read, names in rows for said in names.split(";")}


def composed() -> dict[str, str]:
    """Chinese words that are made alike: 金发, 白t, 黑白条纹, 不要眼镜."""
    worn = {letter + "t": f"{color}|t恤" for letter, color in LETTERS.items()}
    worn |= {letter + "衣": f"{color}|衣服" for letter, color in LETTERS.items()}
    hair = {letter + thing: f"{color}|头发" for letter, color in (LETTERS | HAIR_LETTERS).items() for thing in "发毛"}
    pairs = [a + b for a in LETTERS for b in LETTERS if a != b]
    names = [*BARE_PAIRS.split(), *(pair + way for pair in pairs for way in TWO_COLORS)]
    two = {name: f"{LETTERS[name[0]]}|和|{LETTERS[name[1]]}" for name in names}
    colors = {name[:-1]: name for name in long_colors()}
    none = {no + thing: read for no in NOT_WEARING.split() for thing, read in ABSENT.items()}
    return colors | worn | hair | two | none


def long_colors() -> Iterator[str]:
    """Chinese colours of three letters and more, which people write without the last: 深蓝, 浅灰."""
    for _, _, zh in (*COLOR, *HAIR_COLOR):
        yield from (name for name in map(str.strip, zh.split(";")) if len(name) > 2)


READ_AS = {said: read for said, (read,) in table((*SAME, *SILENT)).items()} | composed()
WORN = table(OUTFITS)
