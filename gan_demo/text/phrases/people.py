"""What people are called: the captions of the avatars say little of them, and the pictures show less."""

WITHOUT_BEARD = {  # who has none unless the caption gives them one
    "en": """
        woman women lady ladies girl girls boy boys kid kids child children toddler teen teenager teenage 1girl
        1boy schoolgirl schoolboy wife girlfriend grandma granny grandmother mother mom mum mommy aunt sister
        daughter gal lass female
    """,
    "zh": """
        女 女人 女生 女士 姑娘 女孩 女性 女子 女孩子 女孩儿 小女孩 小男孩 男孩 男孩子 男孩儿 小孩 孩子 小孩子
        小朋友 儿童 宝宝 婴儿 少女 少年 小姐姐 小姐 美女 妹子 妹妹 萌妹 姐姐 阿姨 大妈 奶奶 老奶奶 妈妈 老太太 婆婆
        外婆 姥姥 御姐 萝莉 正太 小妹妹 小弟弟 妇女 小女生 小姑娘 小屁孩 小宝宝 小宝贝 宝贝 母亲 老妈 妈咪 嬷嬷
        阿嬷 大嫂 嫂子 妞 女士们 女郎 女神 美少女 熊孩子 娃娃 老婆婆 大姐 大婶 女娃 小男生 女青年
    """,
}
PERSONS = {
    "en": """
        person somebody someone man men guy guys gentleman gentlemen dude fellow bloke lad chap male grandpa
        grandfather father dad daddy uncle brother son husband boyfriend people human character teens individual
        grandad
    """,
    "zh": """
        人 男 男人 男生 男士 小伙子 男性 男子 某人 人物 大叔 叔叔 帅哥 大爷 爷爷 老爷爷 老头 老头儿 老头子 老伯
        小伙 哥哥 弟弟 小哥 小哥哥 爸爸 先生 青年 型男 老人 老人家 男青年 大哥 家伙 老大爷 绅士 父亲 儿子 哥们
        哥们儿 老哥 大男人 小胖 汉子 老公 角色 年轻人 中年人 老年人 老者 老爹 男神 大伯 男模 胖子
    """,
}
AGES = {
    "en": """
        old elderly aged young middle middle-aged older younger senior adult teenaged
    """,
    "zh": """
        老 年轻 年老 中年 年迈 上了年纪 年长 年幼 老年 青年 成年 老人 老奶奶 老爷爷 老头 老太太 老婆婆 年轻人
        中年人 老年人 老者 小
    """,
}
PEOPLE = {lang: frozenset((PERSONS[lang] + WITHOUT_BEARD[lang]).split()) for lang in PERSONS}
