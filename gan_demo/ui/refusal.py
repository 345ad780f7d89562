"""Bad input that a request brings."""

from ..words import UserError


class RequestError(UserError):
    """Bad input with the HTTP status that answers it."""

    def __init__(self, status: int, en: str, zh: str):
        super().__init__(en, zh)
        self.status = status
