"""The settings that say whom replies tell people to turn to."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationInfo, field_validator
from pydantic_settings import NoDecode

from rules.personal.public import check_public, public
from rules.published import published_contact
from rules.safety import Helplines
from rules.services import (
    OUR_PALS,
    Contacts,
    Service,
    ServiceKind,
    ServicesError,
    check_field,
    load_services,
    with_fallback,
)


class ReplySettings(BaseModel):
    """National helplines, the organisation's own contacts, and its directory of services; part of `Settings`."""

    emergency_number: Annotated[str, Field(max_length=80)] = Helplines().emergency
    nhs_111: Annotated[str, Field(max_length=80)] = Helplines().nhs_111
    samaritans: Annotated[str, Field(max_length=80)] = Helplines().samaritans
    shout: Annotated[str, Field(max_length=80)] = Helplines().shout
    organisation: str = ""
    contact_email: str = ""
    services_file: Path | None = None
    pals_name: str = OUR_PALS
    pals_phone: str = ""
    pals_email: str = ""
    pals_url: str = ""
    pals_hours: str = ""
    public_contacts: Annotated[tuple[str, ...], NoDecode] = ()

    @field_validator("pals_name", "pals_phone", "pals_email", "pals_url", "pals_hours", "contact_email", "organisation")
    @classmethod
    def _fits_into_a_reply(cls, value: str, info: ValidationInfo) -> str:
        try:
            check_field((info.field_name or "").partition("_")[2] or "name", value)
        except ValueError as error:
            raise ValueError(f"can't be used: {error}") from None
        return value

    @field_validator("public_contacts", mode="before")
    @classmethod
    def _between_commas(cls, value: Any) -> Any:
        return tuple(filter(None, map(str.strip, value.split(",")))) if isinstance(value, str) else value

    @field_validator("public_contacts")
    @classmethod
    def _are_public_contacts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        try:
            return tuple(map(check_public, value))
        except ValueError as error:
            raise ValueError(f"can't be used: {error}") from None

    @field_validator("services_file")
    @classmethod
    def _is_directory_of_services(cls, value: Path | None) -> Path | None:
        try:
            load_services(value) if value else None
        except OSError as error:
            raise ValueError(f"can't be read: {value}: {error.strerror}") from None
        except ServicesError as error:
            raise ValueError(f"can't be used: {error}") from None
        return value

    def helplines(self) -> Helplines:
        """Return the help that is published for everybody, for what is said of a risk to life."""
        return Helplines(self.emergency_number, self.nhs_111, self.samaritans, self.shout)

    def contacts(self) -> Contacts:
        """Return every contact that a reply may give; raise `ServicesError` or OSError if the directory changed."""
        return Contacts(
            contact_email=self.contact_email or published_contact(),
            organisation=self.organisation,
            services=with_fallback(load_services(self.services_file) if self.services_file else (), self._pals()),
            helplines=self.helplines(),
            public=self.public_contacts,
        )

    def unmasked(self) -> frozenset[str]:
        """Return every contact that is never masked; raises as `contacts` does."""
        return public(self.contacts().known())

    def _pals(self) -> Service | None:
        if not (self.pals_phone or self.pals_email or self.pals_url):
            return None
        return Service(
            key="pals",
            kind=ServiceKind.PALS,
            name=self.pals_name,
            phone=self.pals_phone,
            email=self.pals_email,
            url=self.pals_url,
            hours=self.pals_hours,
        )
