"""Bad input that a request brings."""

from ..words import UserError


class RequestError(UserError):
    """Bad input with the HTTP status that answers it."""

    def __init__(self, status: int, en: str, zh: str):
        super().__init__(en, zh)
        self.status = status


def of_the_disk(error: OSError) -> RequestError:
    """A disk that is full or can only be read, or a run that goes away at this moment."""
    why = error.strerror or type(error).__name__
    return RequestError(507, f"That cannot be read or written: {why}.", f"无法读取或写入：{why}。")
