"""A photo and what must be known of it before the public sees it."""

from flask import request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, FileField, SelectField

from engagement.events.forms.record import languages
from engagement.kernel import pictures, uploads
from engagement.kernel.form_base import Form, OneLine, OperationField, VersionField, language_written
from engagement.kernel.refusals import Refusal


class PhotoWordsForm(Form):
    """What a photo shows, whose it is, who agreed."""

    alt = OneLine(_l("What does it show?"), most=300)
    credit = OneLine(_l("Who took it?"), most=120)
    agreed = BooleanField(_l("Everybody who can be recognised agreed"))
    asked_by = OneLine(_l("Who asked them?"), most=120)
    language = SelectField(_l("Written in"), choices=languages, default=language_written)
    version = VersionField()


class PhotoForm(PhotoWordsForm):
    """The same, with the file."""

    file = FileField(_l("Photo"), render_kw={"accept": "image/jpeg,image/png,image/webp"})
    operation_id = OperationField()

    @property
    def sent_file(self) -> FileStorage | None:
        """The file that came with this request."""
        file = request.files.get(self.file.name)
        return file if file is not None and file.filename else None

    @property
    def typed(self) -> bool:
        """Whether a file was chosen."""
        return self.sent_file is not None

    def bytes(self) -> bytes | None:
        """Return the picture as sent, or None after saying what is wrong with it."""
        file = self.sent_file
        try:
            raw = uploads.read(file.stream, pictures.MOST_BYTES, field="file") if file else b""
            pictures.judge(raw)
        except Refusal as refusal:
            self.refuse(refusal)
            return None
        return raw
