"""A test that reaches out of this machine fails."""

import socket

import pytest
from pytest_socket import SocketConnectBlockedError


@pytest.mark.filterwarnings("ignore:A test tried to use socket")
def test_the_network_is_closed():
    out = socket.socket()
    out.settimeout(1)
    with out, pytest.raises(SocketConnectBlockedError):
        out.connect(("192.0.2.1", 80))


def test_this_machine_is_open():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        with socket.socket() as caller:
            caller.connect(listener.getsockname())
