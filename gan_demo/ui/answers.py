"""What requests are answered with: headers, and whatever is wrong in one sentence."""

from starlette.responses import JSONResponse, Response

from ..words import UserError, Words

NO_STORE = {"Cache-Control": "no-store"}
LINES = {**NO_STORE, "X-Accel-Buffering": "no"}  # a proxy that collects lines would hide the progress


class RequestError(UserError):
    """Bad input with the HTTP status that answers it."""

    def __init__(self, status: int, said: str | Words, /, **values: object):
        super().__init__(said, **values)
        self.status = status


def of_the_disk(error: OSError) -> RequestError:
    """A disk that is full or can only be read, or a run that goes away at this moment."""
    why = error.strerror or type(error).__name__
    return RequestError(507, "That cannot be read or written: {why}.", why=why)


def refusal(error: UserError) -> Response:
    """The sentence in both languages, with the status that the error has, else 422."""
    return JSONResponse({"error": error.words._asdict()}, getattr(error, "status", 422), headers=NO_STORE)
