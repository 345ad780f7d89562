"""Text in one form: NFKC, lower case, no control characters, simplified Chinese; with where each letter was."""

import unicodedata

LIMIT = 500  # characters of a caption that are read
TRADITIONAL = (
    "繫髮鬍鬚鏡帶黃紅綠藍銀臉張長捲髒頭齊劉雙馬圓寬護絨貓廚師騎連領襯衛體閉淚視開齒嘔嚴肅憂難過驚訝傷單個們這無沒濃鬆亂編辮飛機燦爛瞇對話氣鑽簽圖紋淺絡裝著邊塊薩眾鬢蓋縮紮縐皺揚彎細緊淨軍"
    "藝戰盜鎧緣項幀禮絲織針淒愛學衝豎層側與醜東兩喪爲為麗麼烏樂書雲亞親夥傘俠兒關興養內寫農凱剛別劍動醫厲發變喫後嗎唄員脣團圍國聖壞壟壯復夾婦媽嬌嬰嬸嬤寶實尷屬歲帥幫幹並異強懷惡惱悅懼憊"
    "憤拋擔掛撓搖鬥時顯曬暈條來槍慄樣歡歐漢溝潔潤漸漁溫滾滿瀏靈點煙煩燙爺獨蝟環畫癡盤睜禿種窩籤簡線約級紀純紗紳結給絕纏羅翹膚蒼蘿慮褲覺請謝計認讓設證詞試誕詫說説誰貝質賈賽車轉輪輕較邁運"
    "還鬱裏裡釘鉑銅鏈鋒鏤間陽隨靜韓頂順須頰顆顏額風飄飾驕髏魚鯔雞鴨麥齙齜龍"
)
SIMPLIFIED = (
    "系发胡须镜带黄红绿蓝银脸张长卷脏头齐刘双马圆宽护绒猫厨师骑连领衬卫体闭泪视开齿呕严肃忧难过惊讶伤单个们这无没浓松乱编辫飞机灿烂眯对话气钻签图纹浅络装着边块萨众鬓盖缩扎绉皱扬弯细紧净军"
    "艺战盗铠缘项帧礼丝织针凄爱学冲竖层侧与丑东两丧为为丽么乌乐书云亚亲伙伞侠儿关兴养内写农凯刚别剑动医厉发变吃后吗呗员唇团围国圣坏垄壮复夹妇妈娇婴婶嬷宝实尴属岁帅帮干并异强怀恶恼悦惧惫"
    "愤抛担挂挠摇斗时显晒晕条来枪栗样欢欧汉沟洁润渐渔温滚满浏灵点烟烦烫爷独猬环画痴盘睁秃种窝签简线约级纪纯纱绅结给绝缠罗翘肤苍萝虑裤觉请谢计认让设证词试诞诧说说谁贝质贾赛车转轮轻较迈运"
    "还郁里里钉铂铜链锋镂间阳随静韩顶顺须颊颗颜额风飘饰骄髅鱼鲻鸡鸭麦龅龇龙"
)
TABLE = str.maketrans(TRADITIONAL + "’‘", SIMPLIFIED + "''")


def read_length(text: str) -> int:
    """How many characters of a text are read: no word is cut in two where the limit is."""
    stop = min(len(text), LIMIT)
    while 0 < stop < len(text) and (text[stop - 1 : stop + 1]).isascii() and (text[stop - 1 : stop + 1]).isalnum():
        stop -= 1
    return stop or min(len(text), LIMIT)


def normal(text: str) -> tuple[str, list[int]]:
    """The text in one form, and for each of its characters the index in `text`; reads at most `LIMIT` characters."""
    letters, origin = [], []
    for index, letter in enumerate(text[: read_length(text)]):
        changed = normal_letter(letter)
        letters.append(changed)
        origin.extend([index] * len(changed))
    return "".join(letters), origin


def normal_letter(letter: str) -> str:
    """One character in this form: invisible ones and accents on nothing vanish, control characters part words."""
    category = unicodedata.category(letter)
    if category in ("Cf", "Mn", "Me"):
        return ""
    if category[0] in "CZ" or letter == "_":
        return " "
    return unicodedata.normalize("NFKC", letter).lower().translate(TABLE)
