"""Words for clothes, their prints and colours, by their python-avatars names.

Of a blazer, a suit or a robe the colour is that of what is named last: the shirt, the necktie, the tunic.
"""

from ...words import Words

CLOTHES = {
    "NONE": Words("bare shoulders", "光着肩膀"),
    "BLAZER_SHIRT": Words("a dark blazer over a shirt", "深色西装外套配圆领衫"),
    "BLAZER_SWEATER": Words("a dark blazer over a collared sweater", "深色西装外套配白领毛衣"),
    "COLLAR_SWEATER": Words("a sweater with a white collar", "白领毛衣"),
    "GRAPHIC_SHIRT": Words("a T-shirt", "体恤衫"),
    "HOODIE": Words("a hoodie", "连帽衫"),
    "OVERALL": Words("dungarees", "背带裤"),
    "SHIRT_CREW_NECK": Words("a crew-neck shirt", "圆领衫"),
    "SHIRT_SCOOP_NECK": Words("a scoop-neck shirt", "低圆领衫"),
    "SHIRT_V_NECK": Words("a V-neck shirt", "鸡心领衫"),
    "ASTRONAUT_SUIT": Words("a space suit", "太空服"),
    "BOND_SUIT": Words("a black suit and bow tie over a shirt", "打领结的黑西装配衬衫"),
    "CHEF": Words("a chef's jacket", "厨师服"),
    "GLADIATOR": Words("gladiator armour", "角斗士盔甲"),
    "JEDI_ROBE": Words("a black robe over a tunic", "黑色长袍配内衫"),
    "SHIRT_WICK": Words("a black suit with a necktie", "打领带的黑西装"),
}

COLOR = {
    "BLACK": Words("black", "黑色"),
    "BLUE_01": Words("sky blue", "天蓝色"),
    "BLUE_02": Words("blue", "蓝色"),
    "BLUE_03": Words("navy", "藏青色"),
    "GRAY_01": Words("light grey", "浅灰色"),
    "GRAY_02": Words("grey", "灰色"),
    "HEATHER": Words("slate", "蓝灰色"),
    "PASTEL_BLUE": Words("pale blue", "淡蓝色"),
    "PASTEL_GREEN": Words("mint green", "薄荷绿色"),
    "PASTEL_ORANGE": Words("peach", "蜜桃色"),
    "PASTEL_YELLOW": Words("pale yellow", "淡黄色"),
    "PINK": Words("hot pink", "亮粉色"),
    "RED": Words("coral red", "珊瑚红色"),
    "WHITE": Words("white", "白色"),
}

GRAPHIC = {
    "NONE": Words("no print", "没有图案"),
    "BAT": Words("a bat", "蝙蝠"),
    "BEAR": Words("a bear", "熊"),
    "CUMBIA": Words("the word Cumbia", "坎比亚字样"),
    "DEER": Words("a deer", "鹿"),
    "DIAMOND": Words("a diamond", "钻石"),
    "HOLA": Words("a speech bubble", "对话气泡"),
    "PIZZA": Words("a slice of pizza", "一块比萨"),
    "RESIST": Words("the word Resist", "反抗字样"),
    "SELENA": Words("a signature", "签名"),
    "SKULL_OUTLINE": Words("an outlined skull", "镂空骷髅头"),
    "SKULL": Words("a skull", "骷髅头"),
}
