"""Where signing keys are: plug-ins by name, of which an installation uses one (``NENSO_KEY_PLUGIN``)."""
