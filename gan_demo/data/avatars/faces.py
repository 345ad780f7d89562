"""Words for skin, eyes, mouths and what is worn on a face, by their python-avatars names.

Left out: noses, and the thin or thick twin of an eyebrow, which can hardly be told apart at 64 pixels.
"""

from ...words import Words

SKIN = {
    "TANNED": Words("orange skin", "橙色的皮肤"),
    "YELLOW": Words("yellow skin", "黄色的皮肤"),
    "PALE": Words("pale skin", "白皙的皮肤"),
    "LIGHT": Words("light skin", "浅色的皮肤"),
    "BROWN": Words("tan skin", "小麦色的皮肤"),
    "DARK_BROWN": Words("brown skin", "棕色的皮肤"),
    "BLACK": Words("dark skin", "深色的皮肤"),
}

GLASSES = {
    "NONE": Words("no glasses", "没戴眼镜"),
    "EYEPATCH": Words("an eyepatch", "眼罩"),
    "KURT": Words("white-rimmed sunglasses", "白框墨镜"),
    "PRESCRIPTION_1": Words("pale glasses", "浅色框眼镜"),
    "PRESCRIPTION_2": Words("black-rimmed glasses", "黑框眼镜"),
    "ROUND": Words("round glasses", "圆框眼镜"),
    "SUNGLASSES": Words("brown sunglasses", "棕色墨镜"),
    "WAYFARERS": Words("wide brown sunglasses", "宽大的棕色墨镜"),
    "SUNGLASSES_2": Words("purple sunglasses", "紫色墨镜"),
    "WAYFARERS_2": Words("wide purple sunglasses", "宽大的紫色墨镜"),
}

BEARD = {
    "NONE": Words("no beard", "没有胡子"),
    "BEARD_LIGHT": Words("a short beard", "短络腮胡"),
    "BEARD_MAGESTIC": Words("a long beard", "长胡子"),
    "BEARD_MEDIUM": Words("a full beard", "络腮胡"),
    "MOUSTACHE_FANCY": Words("a handlebar moustache", "翘八字胡"),
    "MOUSTACHE_MAGNUM": Words("a thick moustache", "浓密的小胡子"),
    "EINSTEIN_MOUSTACHE": Words("a bushy moustache", "毛茸茸的八字胡"),
    "WICK_BEARD": Words("a thin beard", "稀疏的胡子"),
}

MOUTH = {
    "CONCERNED": Words("a worried open mouth", "担忧地张着的嘴"),
    "DEFAULT": Words("a small open smile", "微微张嘴的笑"),
    "DISBELIEF": Words("a mouth open in disbelief", "难以置信地张着的嘴"),
    "EATING": Words("full cheeks", "鼓鼓的腮帮子"),
    "GRIMACE": Words("a toothy grimace", "龇牙咧嘴"),
    "SAD": Words("a sad mouth", "难过的嘴"),
    "SCREAM_OPEN": Words("a screaming mouth", "尖叫的大嘴"),
    "SERIOUS": Words("a serious mouth", "严肃的一字嘴"),
    "SMILE": Words("a toothy smile", "露齿的笑"),
    "TONGUE": Words("a tongue sticking out", "吐出的舌头"),
    "TWINKLE": Words("a gentle smile", "浅浅的微笑"),
    "VOMIT": Words("a vomiting mouth", "呕吐的嘴"),
    "BIG_SMILE": Words("a big smile", "灿烂的笑容"),
}

EYES = {
    "CLOSED": Words("closed eyes", "闭着的眼睛"),
    "CRY": Words("a tear under one eye", "眼角的一滴泪"),
    "DEFAULT": Words("round dark eyes", "圆圆的黑眼睛"),
    "EYE_ROLL": Words("rolling eyes", "翻白眼"),
    "HAPPY": Words("happy eyes", "笑弯的眼睛"),
    "HEART": Words("heart eyes", "爱心眼"),
    "SIDE": Words("eyes looking sideways", "斜视的眼睛"),
    "SQUINT": Words("half-closed eyes", "半闭的眼睛"),
    "SURPRISED": Words("wide open eyes", "瞪大的眼睛"),
    "WINK_WACKY": Words("a wacky wink", "搞怪的眨眼"),
    "WINK": Words("a wink", "眨眼"),
    "X_DIZZY": Words("crossed-out eyes", "打叉的眼睛"),
}

EYEBROWS = {
    "NONE": Words("no eyebrows", "没有眉毛"),
    "ANGRY_NATURAL": Words("angry eyebrows", "愤怒的眉毛"),
    "DEFAULT": Words("gently arched eyebrows", "微弯的眉毛"),
    "FLAT_NATURAL": Words("flat eyebrows", "平直的眉毛"),
    "FROWN_NATURAL": Words("frowning eyebrows", "皱起的眉毛"),
    "RAISED_EXCITED": Words("raised eyebrows", "扬起的眉毛"),
    "SAD_CONCERNED": Words("sad eyebrows", "忧伤的眉毛"),
    "UNIBROW_NATURAL": Words("a unibrow", "一字连眉"),
    "UP_DOWN_NATURAL": Words("one raised eyebrow", "一高一低的眉毛"),
}
