"""A small OpenID provider on the loopback: real HTTP, real RSA signatures, a real key set, PKCE checked.

A test says who comes (`claims`) and what is wrong (`spoil`, a function that changes the claims; `signs_with`).
"""

import base64
import hashlib
import json
import secrets
import threading
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

CLIENT, SECRET = "impactmeter-test", "a secret of the test"


@cache
def keys():
    """Two real key pairs under one name; made once, because that takes a second."""
    return tuple(RSAKey.generate_key(2048, {"kid": "first", "use": "sig"}) for _ in range(2))


class Provider:
    def __init__(self, clock):
        self.clock = clock
        self.key, self.other_key = keys()
        self.signs_with, self.algorithm = self.key, "RS256"
        self.claims = {"sub": "u-1", "name": "Sam de Vries", "email": "sam@stad.example"}
        self.spoil = lambda claims: None
        self.issuer = ""
        self.named_issuer = None
        self.codes = {}
        self.seen = []

    def discovery(self):
        return {
            "issuer": self.named_issuer or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def authorize(self, asked):
        """Somebody signed in there: back with a code, which stands for what was asked."""
        assert asked["response_type"] == "code" and asked["code_challenge_method"] == "S256", asked
        assert "openid" in asked["scope"].split() and asked["client_id"] == CLIENT
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, given, authorization):
        """(status, answer): the token for a code, once, for the client that proves who it is and began this."""
        expected = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        asked = self.codes.pop(given.get("code", ""), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given.get("code_verifier", "").encode()).digest())
        self.seen.append(given)
        if authorization != f"Basic {expected}":
            return 401, {"error": "invalid_client"}
        if asked is None or asked["redirect_uri"] != given.get("redirect_uri"):
            return 400, {"error": "invalid_grant"}
        if challenge.rstrip(b"=").decode() != asked["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        now = int(self.clock().timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"], **self.claims}
        self.spoil(claims)
        token = jwt.encode({"alg": self.algorithm, "kid": "first"}, claims, self.signs_with, algorithms=[self.algorithm])
        return 200, {"access_token": "x", "token_type": "Bearer", "expires_in": 300, "id_token": token}

    def sign_with_a_shared_secret(self):
        """The old trick: a token signed with what everybody knows, under another algorithm."""
        self.algorithm = "HS256"
        self.signs_with = OctKey.import_key(SECRET + SECRET, {"kid": "first"})


@contextmanager
def running(provider):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self.send_response(302)
                self.send_header("Location", provider.authorize(asked))
                self.send_header("Content-Length", "0")
                self.end_headers()
            elif parts.path == "/keys":
                self.answer(200, {"keys": [provider.key.as_dict(private=False)]})
            elif parts.path == "/.well-known/openid-configuration":
                self.answer(200, provider.discovery())
            else:
                self.answer(404, {})

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            given = {name: values[0] for name, values in parse_qs(body).items()}
            self.answer(*provider.token(given, self.headers.get("Authorization")))

        def answer(self, status, content):
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
