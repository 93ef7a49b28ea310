"""Who may use the phones on the screen: everybody, where they are shown at all."""

from engagement.kernel.access import Permission

PHONE = Permission("use a phone of the demonstration", lambda _who, _phone: True, anyone=True)
