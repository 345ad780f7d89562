"""Mouths, eyes and eyebrows: what a face does."""

MOUTH = (
    ("CONCERNED", "a worried open mouth; =looking worried; ^worried", "=担忧|地|张着|嘴; =一脸|担忧; =担心|地|张着|嘴"),
    ("DEFAULT", "a small open smile; a half-open smile", "微微|张嘴|的|笑; =微微|张嘴|笑着"),
    ("DISBELIEF", "a mouth open in disbelief; =in disbelief; =looking stunned", "=难以置信|地|张着|嘴; =目瞪口呆"),
    (
        "EATING",
        "full cheeks; puffed cheeks; =chewing; =eating",
        "鼓鼓|的|腮帮子; =鼓着|腮帮子; =正在|吃东西; =嘴里|塞满|东西",
    ),
    ("GRIMACE", "a toothy grimace; gritted teeth; clenched teeth; =grimacing", "=龇牙咧嘴; =咬着|牙; =咬紧|牙关"),
    (
        "SAD",
        "a sad mouth; ^sad; ^unhappy; a downturned mouth; =looking sad",
        "=难过|地|撇嘴; =一脸|难过; =撇着|嘴; =不开心",
    ),
    (
        "SCREAM_OPEN",
        "a screaming mouth; =screaming; ^screaming; =shouting; =yelling",
        "=张着|大嘴|尖叫; =尖叫; =大喊; =大叫着",
    ),
    (
        "SERIOUS",
        "a serious mouth; ^serious; a straight face; =not smiling; ^unsmiling; =looking serious",
        "=严肃|地|抿成|一字嘴; =表情|严肃; =一脸|严肃; =面无表情; =板着|脸",
    ),
    ("SMILE", "a toothy smile; a cheerful open smile; a toothy grin", "露齿|的|笑; =露齿|而笑; =露着|牙齿|笑"),
    (
        "TONGUE",
        "a tongue sticking out; =sticking out the tongue; tongue out",
        "=吐出|舌头; =吐舌头; =吐着|舌头; =伸出|舌头",
    ),
    (
        "TWINKLE",
        "a gentle smile; a slight smile; a closed-mouth smile; =smiling gently",
        "浅浅|的|微笑; =浅笑; =抿嘴|微笑",
    ),
    ("TWINKLE DEFAULT", "a small smile; a faint smile", "淡淡|的|微笑; =微笑; =微笑着"),
    ("VOMIT", "a vomiting mouth; =vomiting; =throwing up; =puking", "=张嘴|呕吐; =呕吐; =正在|呕吐"),
    ("BIG_SMILE", "a big smile; =smiling broadly; a broad smile; =beaming", "灿烂|的|笑容; =笑得|很|灿烂; =咧嘴|笑"),
    (
        "BIG_SMILE SMILE",
        "=laughing; ^laughing; =grinning; a grin; ^grinning",
        "=大笑; =张嘴|大笑; =哈哈|大笑; =开怀|大笑",
    ),
    (
        "BIG_SMILE SMILE DEFAULT TWINKLE",
        "=smiling; a smile; ^smiling; ^happy; ^cheerful; =looking happy",
        "笑容; =笑着; =面带|笑容; =很|开心; =开心|地|笑",
    ),
    ("BIG_SMILE SMILE DEFAULT SCREAM_OPEN CONCERNED DISBELIEF", "an open mouth", "=张开|嘴; =张着|嘴; =张开|嘴巴"),
)

EYES = (
    ("CLOSED", "closed eyes; eyes closed; eyes shut", "闭着|的|眼睛; =闭着|眼睛; =闭眼; =双眼|紧闭"),
    (
        "CRY",
        "a tear under one eye; a teardrop; =crying; ^crying; ^tearful",
        "=眼角|挂着|一滴|泪; =流泪; =在|哭; =含着|眼泪",
    ),
    (
        "DEFAULT",
        "round dark eyes; dark eyes; plain eyes; black eyes",
        "圆圆|的|黑|眼睛; 黑|眼睛; 黑色|的|眼睛; 普通|的|眼睛",
    ),
    ("EYE_ROLL", "rolling eyes; =rolling the eyes; eyes rolled up", "=翻白眼; =翻着|白眼"),
    ("HAPPY", "happy eyes; smiling eyes; eyes curved with joy", "笑弯|的|眼睛; =眼睛|笑弯|了; =笑眯眯"),
    ("HEART", "heart eyes; heart-shaped eyes; hearts for eyes", "爱心眼; 心形|眼睛; =眼冒|爱心"),
    (
        "SIDE",
        "eyes looking sideways; =looking sideways; =looking to the side; a side glance",
        "斜视|的|眼睛; =斜眼; =看向|一边",
    ),
    (
        "SQUINT",
        "half-closed eyes; =squinting; narrowed eyes; sleepy eyes",
        "半闭|的|眼睛; =眯着|眼睛; =眯眼; =半闭着|眼睛",
    ),
    (
        "SURPRISED",
        "wide open eyes; wide eyes; ^wide-eyed; =staring",
        "瞪大|的|眼睛; =瞪大|眼睛; =睁大|眼睛; =瞪着|眼睛",
    ),
    ("WINK_WACKY", "a wacky wink; a goofy wink; =winking wildly", "=搞怪|地|眨|一只|眼; =搞怪|地|眨眼"),
    ("WINK", "a friendly wink; a cheeky wink", "=俏皮|地|眨眼; =俏皮|地|眨|一只|眼"),
    (
        "WINK WINK_WACKY",
        "a wink; =winking; ^winking; one eye closed",
        "=眨眼; =眨着|眼; =眨|一只|眼; =闭着|一只|眼; =抛媚眼",
    ),
    (
        "X_DIZZY",
        "crossed-out eyes; X-shaped eyes; crosses for eyes; dizzy eyes; ^dizzy",
        "打叉|的|眼睛; 叉叉眼; =晕头转向",
    ),
)

EYEBROWS = (
    ("NONE", "no eyebrows; =without eyebrows", "=没有|眉毛; =没|眉毛"),
    (
        "ANGRY_NATURAL",
        "angry eyebrows; angry brows; eyebrows drawn down in anger",
        "愤怒|的|眉毛; =怒眉|倒竖; 生气|的|眉毛",
    ),
    (
        "DEFAULT",
        "gently arched eyebrows; arched eyebrows; relaxed eyebrows",
        "微弯|的|眉毛; 弯弯|的|眉毛; 舒展|的|眉毛",
    ),
    ("FLAT_NATURAL", "flat eyebrows; straight eyebrows; level eyebrows", "平直|的|眉毛; 平平|的|眉毛; 平眉"),
    ("FROWN_NATURAL", "frowning eyebrows; =frowning; ^frowning; furrowed eyebrows", "皱起|的|眉毛; =皱眉; =皱着|眉头"),
    ("RAISED_EXCITED", "raised eyebrows; =raising the eyebrows; high eyebrows", "扬起|的|眉毛; =扬着|眉毛; =挑着|双眉"),
    ("SAD_CONCERNED", "sad eyebrows; sad brows; worried eyebrows", "忧伤|的|眉毛; =愁眉|苦脸; 忧愁|的|眉毛"),
    ("UNIBROW_NATURAL", "a unibrow; a monobrow; eyebrows grown together", "一字|连眉; 连在一起|的|眉毛; 连心眉"),
    (
        "UP_DOWN_NATURAL",
        "one raised eyebrow; =raising one eyebrow; a cocked eyebrow",
        "一高一低|的|眉毛; =挑着|一边|眉毛; =挑眉",
    ),
)
