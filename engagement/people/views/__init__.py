"""The pages of people: one's own account, who holds which post, taking up an invitation."""

from engagement.people.views import account, directory, invitations, lanes, passkeys, standing_in
from engagement.people.views.routes import blueprint

__all__ = ["account", "blueprint", "directory", "invitations", "lanes", "passkeys", "standing_in"]
