"""Skin, glasses and beards."""

SKIN = (
    ("TANNED", "orange skin; ^orange-skinned", "橙色|的|皮肤; 橙色|皮肤"),
    ("YELLOW", "yellow skin; ^yellow-skinned", "黄色|的|皮肤; 黄色|皮肤"),
    ("PALE", "pale skin; very light skin; ^pale; ^pale-skinned", "白皙|的|皮肤; =皮肤|白皙; =皮肤|很白"),
    ("LIGHT", "light beige skin; peachy skin", "浅肤色; 米色|的|皮肤"),
    ("PALE LIGHT", "light skin; fair skin; ^light-skinned; ^fair-skinned", "浅色|的|皮肤; 浅色|皮肤"),
    ("BROWN", "tan skin; tanned skin; ^tanned", "小麦色|的|皮肤; 小麦色|皮肤; 晒黑|的|皮肤"),
    ("DARK_BROWN", "brown skin; warm brown skin; ^brown-skinned", "棕色|的|皮肤; 棕色|皮肤"),
    ("BLACK", "very dark skin; deep brown skin", "黝黑|的|皮肤; =皮肤|黝黑"),
    ("BLACK DARK_BROWN", "dark skin; ^dark-skinned", "深色|的|皮肤; 深色|皮肤; =皮肤|很黑"),
)

GLASSES = (
    ("NONE", "no glasses; =without glasses; =not wearing glasses", "=没戴|眼镜; =不戴|眼镜; =没有|眼镜"),
    ("EYEPATCH", "an eyepatch; a black eyepatch; an eye patch", "眼罩; 黑色|眼罩; 独眼|眼罩"),
    ("KURT", "white-rimmed sunglasses; white sunglasses; white cat-eye sunglasses", "白框|墨镜; 白色|墨镜"),
    ("PRESCRIPTION_1", "pale glasses; light-rimmed glasses; white-rimmed glasses", "浅色框|眼镜; 白框|眼镜"),
    ("PRESCRIPTION_2", "square black glasses; thick black-rimmed glasses", "方形|黑框|眼镜; 粗|黑框|眼镜"),
    ("ROUND", "round glasses; round black-rimmed glasses", "圆框|眼镜; 圆|眼镜; 圆形|眼镜"),
    ("PRESCRIPTION_2 ROUND", "black-rimmed glasses; black glasses", "黑框|眼镜; 黑色|眼镜"),
    ("PRESCRIPTION_1 PRESCRIPTION_2 ROUND", "glasses; a pair of glasses; eyeglasses", "眼镜; 一副|眼镜"),
    ("WAYFARERS", "wide brown sunglasses; big brown sunglasses", "宽大|的|棕色|墨镜; 棕色|大|墨镜"),
    ("SUNGLASSES WAYFARERS", "brown sunglasses; dark sunglasses; black sunglasses", "棕色|墨镜; 深色|墨镜; 黑色|墨镜"),
    ("WAYFARERS_2", "wide purple sunglasses; big purple sunglasses", "宽大|的|紫色|墨镜; 紫色|大|墨镜"),
    ("SUNGLASSES_2 WAYFARERS_2", "purple sunglasses; purple shades", "紫色|墨镜; 紫色|太阳镜"),
    ("WAYFARERS WAYFARERS_2 KURT", "big sunglasses; wide sunglasses", "大|墨镜; 宽大|的|墨镜"),
    (
        "SUNGLASSES WAYFARERS SUNGLASSES_2 WAYFARERS_2 KURT",
        "sunglasses; shades; dark glasses; a pair of sunglasses",
        "墨镜; 太阳镜; 太阳眼镜; 一副|墨镜",
    ),
)

BEARD = (
    ("NONE", "^clean-shaven; no beard; a clean-shaven face; =without a beard", "=没有|胡子; =没|胡子; =下巴|光洁"),
    ("BEARD_LIGHT", "a short ~beard; a trimmed ~beard", "~短|络腮胡; 修剪|整齐|的|~络腮胡"),
    ("BEARD_MAGESTIC", "a long ~beard; a very long ~beard", "~长|胡子; 长长|的|~胡子"),
    ("BEARD_MEDIUM", "a full ~beard; a thick ~beard", "浓密|的|~络腮胡"),
    ("BEARD_LIGHT BEARD_MEDIUM", "a rounded ~beard", "~络腮胡"),
    ("BEARD_MAGESTIC BEARD_MEDIUM", "a big ~beard; a bushy ~beard; a large ~beard", "~大|胡子; 茂密|的|~大|胡子"),
    ("WICK_BEARD", "a thin ~beard; a scraggly ~beard; a sparse ~beard", "稀疏|的|~胡子; 稀稀拉拉|的|~胡子"),
    ("BEARD_LIGHT BEARD_MAGESTIC BEARD_MEDIUM WICK_BEARD", "a ~beard; ^bearded", "~胡须"),
    (
        "MOUSTACHE_FANCY",
        "a ~handlebar moustache; a curled ~moustache; a ~handlebar mustache",
        "~翘|八字胡; 翘起|的|~小|胡子",
    ),
    ("MOUSTACHE_MAGNUM", "a thick ~moustache; a thick ~mustache", "浓密|的|~小|胡子"),
    ("EINSTEIN_MOUSTACHE", "a bushy ~moustache; a ~walrus moustache", "毛茸茸|的|~八字胡; 浓密|的|~八字胡"),
    (
        "MOUSTACHE_FANCY MOUSTACHE_MAGNUM EINSTEIN_MOUSTACHE",
        "a ~moustache; a ~mustache; ^moustached",
        "~小|胡子; ~八字胡",
    ),
    ("+BEARD_LIGHT BEARD_MAGESTIC BEARD_MEDIUM WICK_BEARD", "a ~beard", "~胡须"),
    ("+MOUSTACHE_FANCY MOUSTACHE_MAGNUM EINSTEIN_MOUSTACHE", "a ~moustache", "~小|胡子"),
    ("+*", "~facial hair", "~胡子"),
)
