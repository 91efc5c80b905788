"""What all pages share: the looks, the words, who may call, how a form is sent once and how an error is told."""
