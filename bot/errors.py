"""The words for failure: what a worker may try again, what it may not, and what a person must fix."""


class EarnestError(Exception):
    """Base of every error we raise; its text tells an operator what happened and what to do next."""


class TransientError(EarnestError):
    """Worth another try later (timeouts, rate limits, a locked database, an overloaded model)."""

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class UncertainError(TransientError):
    """The other side may have done it already (an answer lost on the way back): look before trying again."""


class FencedError(TransientError):
    """This process has lost its work to another one and must write nothing more; it is to end."""


class PermanentError(EarnestError):
    """Trying again changes nothing (a refused call, a wrong key, a missing channel)."""

    def __init__(self, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class UnforeseenError(PermanentError):
    """A bug: something that is none of our errors was raised. `code` is the id by which the log tells more."""


class ModelError(PermanentError):
    """The language model answered, but not usably: refusal, truncation, or something that is not the asked form."""


class ConfigError(EarnestError):
    """A setting, policy or article is wrong; the text names the file, the key and the fix."""


class IndexUnavailableError(PermanentError):
    """No usable knowledge index: never built, or built with another embedding model."""
