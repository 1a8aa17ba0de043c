"""Sections of an assessment as one worker reads them: made for the asker, question by question, never one with fields hidden."""

from rest_framework import serializers

from assessments import values
from assessments.services import Say


class ReadQuestionSerializer(serializers.Serializer):
    """A question of a section, with its answer as the asker is shown it."""

    code = serializers.CharField()
    ask = serializers.CharField()
    kind = serializers.ChoiceField(
        choices=["text", "long_text", "choice", "yes_no", "date"], help_text="What it takes."
    )
    choices = serializers.DictField(
        child=serializers.CharField(), help_text="Code and text; empty unless it is a choice."
    )
    value = serializers.JSONField(
        allow_null=True, help_text="Text, the code of a choice, true or false, a date; null for none."
    )
    shown = serializers.CharField(allow_blank=True, help_text="The answer as people read it.")
    state = serializers.CharField(allow_blank=True, help_text="confirmed, carried_in (to be confirmed), or empty.")
    source = serializers.CharField(allow_blank=True, help_text="Where it was carried in from.")
    number = serializers.IntegerField(help_text="The version of the answer. Give it back as seen when you change it.")
    writes = serializers.BooleanField(help_text="Whether you may answer it now.")


class ReadSectionSerializer(serializers.Serializer):
    """One section: the person's words first, then what the asker reads of its questions."""

    code = serializers.CharField()
    name = serializers.CharField()
    words = serializers.CharField(allow_blank=True, help_text="What the person says about it, where you read it.")
    words_number = serializers.IntegerField()
    writes_words = serializers.BooleanField()
    questions = ReadQuestionSerializer(many=True)


class AssessmentSerializer(serializers.Serializer):
    """The newest version. Of one that is being written by others, what the last signed version says (docs/adr/0022)."""

    version = serializers.IntegerField()
    state = serializers.CharField()
    sections = ReadSectionSerializer(many=True)


class GivenSerializer(serializers.Serializer):
    """What somebody says to one question."""

    say = serializers.ChoiceField(
        choices=[Say.ANSWER, Say.CONFIRM, Say.LATER], default=Say.ANSWER,
        help_text="An answer; confirm: what was carried in is still right; later: ask next time.",
    )  # fmt: skip
    value = serializers.JSONField(required=False, allow_null=True, default=None)
    why = serializers.CharField(required=False, allow_blank=True, default="", max_length=400)
    seen = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=0, help_text="The number that you read.")

    def validate_value(self, value):
        """Only what some question takes; each question then checks its own."""
        if value is None or isinstance(value, (str, bool)):
            if isinstance(value, str) and any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in value):
                raise serializers.ValidationError("It holds a character that is no text. Take it out.")
            if isinstance(value, str) and len(value) > 2 * values.LONG_TEXT_LIMIT:
                raise serializers.ValidationError(f"Shorten it to {values.LONG_TEXT_LIMIT} characters.")
            return value
        raise serializers.ValidationError("Give text, true or false, the code of a choice, or a date like 2026-11-23.")


class SaveSectionSerializer(serializers.Serializer):
    """Answers by the code of their question, and the person's words. What is not named is left as it is."""

    answers = serializers.DictField(child=GivenSerializer(), required=False, default=dict)
    words = serializers.CharField(required=False, allow_blank=True, max_length=values.LONG_TEXT_LIMIT)
    words_seen = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=0)


class ClashSerializer(serializers.Serializer):
    """Something that somebody else changed since it was read. Nothing of it was saved."""

    item = serializers.CharField()
    mine = serializers.JSONField(allow_null=True)
    theirs = serializers.JSONField(allow_null=True)
    by = serializers.CharField(source="by.name", default="", help_text="Who changed it.")
    at = serializers.DateTimeField(allow_null=True)
    number = serializers.IntegerField(help_text="Read this and save again with it as seen.")


class SavedSerializer(serializers.Serializer):
    """What a save did."""

    items = serializers.ListField(child=serializers.CharField(), help_text="Questions that were written.")
    words = serializers.BooleanField(help_text="Whether the person's words were written.")


class ClashesSerializer(serializers.Serializer):
    """Why nothing was saved: others changed the same meanwhile."""

    detail = serializers.CharField()
    code = serializers.CharField()
    clashes = ClashSerializer(many=True)
