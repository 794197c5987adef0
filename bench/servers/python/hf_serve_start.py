"""hf-serve, which asks for limits in the constructor of reprlib.Repr: Python has them there from 3.12 on, hf-serve is offered for 3.11 too."""

import reprlib


class Repr(reprlib.Repr):
    def __init__(self, **limits):
        super().__init__()
        vars(self).update(limits)


reprlib.Repr = Repr

from hf_serve.cli import main  # noqa: E402

main()
