"""The settings of the e-mails that the bot sends to PALS."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, Field, SecretStr, field_validator, model_validator

from rules.services import check_field


class Security(StrEnum):
    """How the way to the mail server is kept private."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class MailSettings(BaseModel):
    """The mail server, and who the e-mails are from; part of `Settings`. Without a server no e-mail is offered."""

    smtp_host: str = ""
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 587
    smtp_security: Security = Security.STARTTLS
    smtp_user: str = ""
    smtp_password: SecretStr | None = None
    smtp_from: str = ""

    @field_validator("smtp_from")
    @classmethod
    def _is_sender(cls, value: str) -> str:
        try:
            return check_field("email", value)
        except ValueError as error:
            raise ValueError(f"can't be used: {error}") from None

    @model_validator(mode="after")
    def _belong_together(self) -> Self:
        if self.smtp_host and not self.smtp_from:
            raise ValueError("SMTP_FROM is missing: e-mails to PALS need an address that they come from")
        if bool(self.smtp_user) != (self.smtp_password is not None):
            raise ValueError("SMTP_USER and SMTP_PASSWORD go together: give both, or neither")
        return self
