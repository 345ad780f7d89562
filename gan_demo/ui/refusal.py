"""Bad input as one sentence in both languages, whatever part of the project found it."""

import re
from dataclasses import fields

from ..settings import Settings
from ..words import UserError, Words

CHINESE = (  # what a message of the package begins with or holds, and the same in Chinese; \1 is what the group caught
    (r"^(.+) must be between (\S+) and (\S+), not (.+)\.$", r"\1 必须在 \2 和 \3 之间，而不是 \4。"),
    (r"^(.+) must be a number, not (.+)\.$", r"\1 必须是数字，而不是 \2。"),
    (r"^The run (\S+) is training; stop it.*$", r"训练 \1 正在进行；请先停止它，再开始新的训练。"),
    (r"^The run (\S+) is training already.*$", r"训练 \1 已经在进行中。"),
    (r"^The run (\S+) has no saved state.*$", r"训练 \1 没有保存的状态，无法继续；请重新开始。"),
    (r"^There is no data set, folder or zip called (.+?)\. .*$", r"没有名为 \1 的数据集、文件夹或 zip 文件。"),
    (r"^There is no recipe called (.+?)\. .*$", r"没有名为 \1 的方法。"),
    (r"^There is no class called (.+?)\. .*$", r"没有名为 \1 的类别。"),
    (r"^The recipe (\S+) needs classes.*$", r"方法 \1 需要类别，而这份数据没有读取类别。"),
    (r"^(.+) holds (\d+) pictures.*at least (\d+) are needed\.$", r"\1 里只有 \2 张图像，至少需要 \3 张。"),
    (r"^A loss is no longer a number.*$", "损失不再是数字；请降低学习率，再重新开始。"),
    (r"^A weight is no longer a number.*$", "权重不再是数字；请降低学习率，再重新开始。"),
    (r"^There is no device (.+?) here\. Devices: (.+)\.$", r"这里没有设备 \1；可用的设备：\2。"),
    (r"^The process was killed\.$", "进程被终止。"),
    (r"^There is no training run in .*$", "这里没有这次训练。"),
    (r"^(.+) is one of (.+), not (.+)\.$", r"\3 不可用；可以选择：\2。"),
    (r"^(\S+) is not on this machine and could not be downloaded.*$", r"本机没有 \1，也无法下载；请联网或安装它。"),
    (r"^Size must be 8, 16, 32.*$", "图像边长必须是 8、16、32……，并且通道数要足够。"),
)


class RequestError(UserError):
    """Bad input with an HTTP status and the sentence in both languages."""

    def __init__(self, status: int, en: str, zh: str):
        super().__init__(en)
        self.status, self.words = status, Words(en, zh)


def spoken(error: Exception | str) -> Words:
    """The sentence of an error in both languages."""
    if isinstance(error, RequestError):
        return error.words
    text = str(error).strip().removeprefix("gan-demo: ")
    english, known = named(text, 0), named(text, 1)
    for pattern, chinese in CHINESE:
        if re.match(pattern, known):
            return Words(english, re.sub(pattern, chinese, known))
    return Words(english, f"出错了：{text}")


def named(text: str, language: int) -> str:
    """The text with the setting that it begins with called as the form calls it."""
    name, space, rest = text.partition(" ")
    words = next((item.metadata["words"] for item in fields(Settings) if item.name == name), None)
    return f"{words[language]}{space}{rest}" if words and rest.startswith("must be") else text
