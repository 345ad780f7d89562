"""Text in one form: NFKC, lower case, no control characters, simplified Chinese; with where each letter was."""

import unicodedata

LIMIT = 500  # characters of a caption that are read
TRADITIONAL = (
    "髮鬍鬚鏡帶黃紅綠藍銀臉張長捲髒頭齊劉雙馬圓寬護絨貓廚師騎連領襯衛體閉淚視開齒嘔嚴肅憂難過驚訝傷單個們"
    "這無沒濃鬆亂編辮飛機燦爛瞇對話氣鑽簽圖紋淺絡裝著邊塊薩眾鬢蓋縮紮縐皺揚彎細緊淨軍藝戰盜鎧緣項幀禮絲織"
    "針淒愛學衝豎層側"
)
SIMPLIFIED = (
    "发胡须镜带黄红绿蓝银脸张长卷脏头齐刘双马圆宽护绒猫厨师骑连领衬卫体闭泪视开齿呕严肃忧难过惊讶伤单个们"
    "这无没浓松乱编辫飞机灿烂眯对话气钻签图纹浅络装着边块萨众鬓盖缩扎绉皱扬弯细紧净军艺战盗铠缘项帧礼丝织"
    "针凄爱学冲竖层侧"
)
TABLE = str.maketrans(TRADITIONAL + "’‘", SIMPLIFIED + "''")


def normal(text: str) -> tuple[str, list[int]]:
    """The text in one form, and for each of its characters the index in `text`; reads at most `LIMIT` characters."""
    letters, origin = [], []
    for index, letter in enumerate(text[:LIMIT]):
        changed = normal_letter(letter)
        letters.append(changed)
        origin.extend([index] * len(changed))
    return "".join(letters), origin


def normal_letter(letter: str) -> str:
    """One character in this form: invisible ones and accents on nothing vanish, control characters part words."""
    category = unicodedata.category(letter)
    if category in ("Cf", "Mn", "Me"):
        return ""
    if category[0] in "CZ":
        return " "
    return unicodedata.normalize("NFKC", letter).lower().translate(TABLE)
