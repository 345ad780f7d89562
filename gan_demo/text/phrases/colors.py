"""Colours of hair and beards, and of clothes and hats; Chinese ones without 色 are for short things (红 + 头发)."""

HAIR_COLOR = (
    ("AUBURN", "auburn; reddish brown; copper", "赤褐色; 红棕色; 红褐色"),
    ("AUBURN RED", "ginger", "橘红色"),
    ("BLACK", "black; jet black", "黑色; 黑; 乌黑色"),
    ("BLACK BROWN_DARK", "dark", "深色"),
    ("BLONDE", "dark blonde; dark blond; dirty blonde; honey blonde", "深金色; 暗金色"),
    ("BLONDE_GOLDEN", "golden blonde; golden; yellow", "金黄色; 黄色; 黄"),
    ("PLATINUM", "platinum blonde; platinum; pale blonde; light blonde", "铂金色; 浅金色; 淡金色"),
    ("BLONDE BLONDE_GOLDEN PLATINUM", "blonde; blond; fair", "金色; 金"),
    ("BROWN", "chestnut; chestnut brown", "栗色; 栗棕色"),
    ("BROWN_DARK", "dark brown; chocolate brown; deep brown", "深棕色; 深褐色"),
    ("BROWN BROWN_DARK", "brown", "棕色; 褐色; 棕"),
    ("PASTEL_PINK", "pink; pastel pink; rose pink", "粉色; 粉红色; 粉"),
    ("RED", "red; bright red; fiery red", "红色; 大红色; 红"),
    ("SILVER_GRAY", "silver; white; grey; gray; silvery", "银色; 白色; 银白色; 灰白色; 白; 银"),
)

COLOR = (
    ("BLACK", "black", "黑色; 黑"),
    ("BLUE_01", "sky blue; bright blue; azure", "天蓝色"),
    ("BLUE_02", "medium blue; cornflower blue", "中蓝色; 矢车菊蓝色"),
    ("BLUE_03", "navy; navy blue; dark blue", "藏青色; 深蓝色; 海军蓝色"),
    ("PASTEL_BLUE", "pale blue; baby blue; pastel blue", "淡蓝色; 粉蓝色"),
    ("BLUE_01 PASTEL_BLUE", "light blue", "浅蓝色"),
    ("BLUE_01 BLUE_02 BLUE_03 PASTEL_BLUE", "blue", "蓝色; 蓝"),
    ("GRAY_01", "light grey; light gray; pale grey; pale gray", "浅灰色; 淡灰色"),
    ("GRAY_02", "medium grey; medium gray", "中灰色"),
    ("GRAY_01 GRAY_02", "grey; gray", "灰色; 灰"),
    ("HEATHER", "slate; slate grey; slate gray; dark blue-grey", "蓝灰色; 石板灰色"),
    ("BLACK BLUE_03 HEATHER", "dark", "深色"),
    ("PASTEL_GREEN", "mint green; light green; mint; green; pastel green", "薄荷绿色; 浅绿色; 绿色; 绿"),
    ("PASTEL_ORANGE", "peach; apricot; light orange", "蜜桃色; 杏色; 浅橙色"),
    ("PASTEL_YELLOW", "yellow; pale yellow; light yellow; pastel yellow", "黄色; 淡黄色; 浅黄色; 黄"),
    ("PINK", "pink; hot pink; bright pink", "亮粉色; 玫红色; 粉色; 粉"),
    ("RED", "red; coral red; coral", "红色; 珊瑚红色; 珊瑚色; 红"),
    ("WHITE", "white", "白色; 白"),
)
