"""The sign-in form, in our words."""

from allauth.account.forms import LoginForm, ResetPasswordForm


class SignInForm(LoginForm):
    """E-mail and password."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].error_messages["required"] = "Enter your work email address"
        self.fields["login"].error_messages["invalid"] = "Enter an email address, like name@example.org"
        self.fields["password"].error_messages["required"] = "Enter your password"
        self.fields["password"].help_text = ""
        self.fields["login"].help_text = ""
        for name in ("login", "password"):
            self.fields[name].widget.attrs.pop("placeholder", None)  # the label says it, and stays when one types


class ForgottenForm(ResetPasswordForm):
    """The e-mail to send a link to. Always answers the same."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].error_messages["required"] = "Enter your work email address"
        self.fields["email"].error_messages["invalid"] = "Enter an email address, like name@example.org"
        self.fields["email"].widget.attrs.pop("placeholder", None)
