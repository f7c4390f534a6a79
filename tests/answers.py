"""What tests of replies and referrals share: what people wrote, and what the templates make of it."""

from typing import Any

from bot.sandbox.people import ANNA
from tests.contacts import EXAMPLE
from tests.sandbox import Workspace

CARE = "I waited five hours in A&E with my broken arm and nobody looked at me."
QUESTION = "Does anyone know if the blood test clinic takes walk-ins?"
OWN_CARE = (
    "Thank you for telling us. We can’t talk about anyone’s care here, but we want to help. Please contact "
    "our Patient Advice and Liaison Service (PALS): 01632 960001 or pals@anytown.example. They can listen and help. "
    "Please don’t post personal details."
)
CONTACTS = {
    "services_file": EXAMPLE,
    "organisation": "Anytown Care Board",
    "contact_email": "hello@anytown.example",
}


def begin_with(workspace: Workspace, view: dict[str, Any], template: str) -> dict[str, Any]:
    """Choose another template and return the modal that comes of it."""
    workspace.click(ANNA, view, "reply_template", template)
    return workspace.wait_for(
        lambda: next((now for now in workspace.modals(ANNA) if f" {template}" in now["private_metadata"]), None)
    )
