"""A real SMTP server on the loopback, as small as can be: it keeps what it accepts, and can be told to refuse."""

import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy


class _Talk(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self):
        self.say("220 test")
        recipients = []
        while line := self.rfile.readline().decode().strip():
            word = line.split(":")[0].split()[0].upper()
            if word == "QUIT":
                self.say("221 bye")
                return
            if word == "RCPT":
                answer = self.server.answer_to.get(line.split("<")[1].split(">")[0], "250 ok")
                self.say(answer)
                if answer.startswith("250"):
                    recipients.append(line)
            elif word == "DATA":
                self.say("354 go on")
                body = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    body += part[1:] if part.startswith(b"..") else part
                self.server.mails.append(message_from_bytes(body, policy=policy.default))
                if self.server.hangs_up_after_data:
                    return
                self.say("250 kept")
            else:
                self.say("250 ok")


@contextmanager
def smtp_server():
    """A running server with `.port`, `.mails` and `.answer_to` (address → what it says to RCPT)."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.mails, server.answer_to, server.hangs_up_after_data = [], {}, False
        server.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()
