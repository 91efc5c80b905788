"""Signing in and up, codes by e-mail, passkeys, the state's identification: allauth's flows in our words."""
