"""Words around the attributes: those that say nothing here, colours and negations, and things without a colour."""

FILLERS = {
    "en": """
        a an the this that with and or of in on over under at by from to for as is are be was has have having had who
        whose which he she it they his her its their him them he's she's it's i me my you your please draw show make
        give want some someone somebody any very really quite also plus wears wear wore people men women male female
        face head looks like adult photo image character cartoon avatar drawing
    """,
    "zh": """
        的 地 得 着 了 和 与 及 并 且 又 还 也 在 是 有 把 被 一 个 一个 一位 一名 一张 一种 某人 这个 那个 他 她 它 我
        你 请 画 请画 想要 我要 生成 帮我 给我 来 穿 穿着 身穿 戴 戴着 佩戴 头戴 带 带着 留 留着 长着 有着 顶着 蓄着
        一头 一副 一顶 一件 很 非常 特别 配 搭 男 女 男性 女性 男子 女子 男孩子 女孩子 人 人物 脸 头 上 上面 里面 身上
        脸上 头上 图片 照片 图像 头像 印着 印有 印
    """,
}
COLORS = {
    "en": "purple orange violet turquoise blond gold beige teal crimson",
    "zh": "紫色 橙色 紫 橙 青色 米色",
}
NEGATIONS = {"en": ("no", "without", "not"), "zh": ("没有", "没", "没戴", "不戴", "没穿", "不穿", "无", "不")}
DENIED = {"en": {"smiling": ["not"], "print": ["no"]}, "zh": {}}  # other words than things, with their negations
THINGS = {
    "en": """
        eye eyes eyebrow eyebrows brow brows unibrow monobrow mouth lips teeth tongue smile grin glasses sunglasses
        shades eyeglasses eyepatch skin suit blazer robe spacesuit tuxedo hair fringe twists beard moustache mustache
        hat clothes shirt armour armor
    """,
    "zh": """
        眼 眼睛 双眼 眉毛 眉头 双眉 嘴 嘴巴 大嘴 牙 牙齿 舌头 微笑 笑容 眼镜 墨镜 太阳镜 太阳眼镜 眼罩 皮肤 西装
        外套 长袍 太空服 宇航服 头发 胡子 帽子 衣服 上衣 图案 盔甲 铠甲
    """,
}
