"""Makes a shop that has one of everything, and lets Schemathesis know it.

As a program: URL of the API, data directory of the node; prints what there is as JSON. As hooks: each request comes from
another address, and most name things that exist.
"""

import glob
import hashlib
import json
import os
import random
import re
import sys
import time
import urllib.error
import urllib.request

KNOWN = os.environ.get("KNOWN")


class Shop:
    def __init__(self, api, data):
        self.api, self.data = api, data

    def ask(self, method, path, body=None, bearer=None, kind="application/json", **headers):
        if kind == "application/json" and body is not None:
            body = json.dumps(body).encode()
        request = urllib.request.Request(self.api + path, data=body, method=method)
        if body is not None:
            request.add_header("Content-Type", kind)
        if bearer:
            request.add_header("Authorization", "Bearer " + bearer)
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        with urllib.request.urlopen(request) as answer:
            text = answer.read()
        return json.loads(text) if text[:1] == b"{" else text

    def until(self, look):
        for _ in range(300):
            found = look()
            if found:
                return found
            time.sleep(0.1)
        raise SystemExit("the shop did not do what it was waited for")

    def code(self, address):
        """The newest code in a letter to somebody."""

        def look():
            letters = glob.glob(os.path.join(self.data, "mail", "*.eml"))
            for letter in sorted(letters, key=os.path.getmtime, reverse=True):
                with open(letter, encoding="utf-8") as file:
                    text = file.read()
                code = re.search("con_[0-9a-v]{26}", text)
                if code and "To: " + address in text:
                    return code.group()

        return self.until(look)

    def sign_up(self, address):
        self.ask("POST", "/accounts", {"email": address})
        answer = {"code": self.code(address), "password": "correct horse battery", "publisherName": "=Ann's \"films\""}
        return self.ask("POST", "/accounts/confirm", answer)

    def bundle(self, ann, states):
        mine, session = "/publishers/" + ann["publisherId"] + "/bundles", ann["session"]
        bundle = self.ask("POST", mine, {"title": "The film"}, session)["bundleId"]
        items = {}
        for gate in "FREE", "EMAIL", "PAID":
            item = self.ask("POST", f"{mine}/{bundle}/items", {"name": gate, "gate": gate}, session)["itemId"]
            self.ask("PUT", f"{mine}/{bundle}/items/{item}/torrent", torrent(item, gate), session, "application/x-bittorrent")
            items[gate] = item
        prices = [
            {"currency": "usd", "model": "FIXED", "amountMinor": 600},
            {"currency": "eur", "model": "PAY_WHAT_YOU_WANT", "minimumMinor": 0, "suggestedMinor": 500},
        ]
        self.ask("PUT", f"{mine}/{bundle}/prices", {"prices": prices}, session)
        png = b"\x89PNG\r\n\x1a\n" + bytes(100)
        self.ask("PUT", f"{mine}/{bundle}/cover", png, session, "image/png")
        for state in states:
            self.ask("POST", f"{mine}/{bundle}/{state}", {"attestation": ATTESTATION} if state == "publish" else None, session)
        return bundle, items

    def sale(self, bundle, address):
        order = self.ask(
            "POST", f"/bundles/{bundle}/orders", {"currency": "usd", "email": address}, Idempotency_Key=address
        )
        payment = re.search("sbp_[0-9a-v]{26}", order["order"]["payUrl"]).group()
        self.ask("POST", f"/sandbox/payments/{payment}?action=approve")
        path = "/orders/" + order["order"]["id"] + "/receipt"

        def receipt():
            try:
                return self.ask("GET", path, bearer=order["claim"])
            except urllib.error.HTTPError:
                return None

        number = self.until(receipt)["number"]
        return {"orderId": order["order"]["id"], "claim": order["claim"], "number": number, "paymentId": payment}


ATTESTATION = (
    "I hold the rights to everything in this bundle and in its later releases, or act for who holds them, and may "
    "distribute it over BitTorrent."
)


def torrent(name, gate):
    def text(value):
        return str(len(value)).encode() + b":" + value

    pieces = hashlib.sha1(name.encode()).digest()
    private = b"" if gate == "FREE" else b"7:privatei1e"
    info = b"d6:lengthi16384e4:name" + text(name.encode()) + b"12:piece lengthi16384e6:pieces" + text(pieces) + private + b"e"
    return b"d4:info" + info + b"e"


def prepare(api, data):
    shop = Shop(api, data)
    ann, bob = shop.sign_up("ann@example.org"), shop.sign_up("bob@example.org")
    mine = "/publishers/" + ann["publisherId"]
    live, items = shop.bundle(ann, ["publish"])
    paused, _ = shop.bundle(ann, ["publish", "pause"])
    draft, draft_items = shop.bundle(ann, [])
    doomed, _ = shop.bundle(ann, ["publish"])
    sale, reissued = shop.sale(live, "carl@example.org"), shop.sale(live, "dora@example.org")
    token = shop.ask("POST", mine + "/api-tokens", {"name": "desk", "role": "OWNER"}, ann["session"])
    shop.ask("POST", mine + "/members", {"email": "cat@example.org", "role": "VIEWER"}, ann["session"])
    invitation = shop.ask("GET", mine + "/invitations", bearer=ann["session"])["items"][0]
    with open(os.path.join(data, "admin-token"), encoding="ascii") as file:
        operator = file.read().strip()
    takedown = shop.ask("POST", "/operator/takedowns", {"bundleId": doomed, "reason": "a test"}, operator)
    payout = {"publisherId": ann["publisherId"], "currency": "usd", "amountMinor": 1}
    shop.ask("POST", "/operator/payouts", payout, operator, Idempotency_Key="one")
    return {
        "bearer": {"publisher": ann["session"], "buyer": sale["claim"], "operator": operator},
        "parameters": {
            "publisherId": [ann["publisherId"]],
            "accountId": [ann["accountId"], bob["accountId"]],
            "tokenId": [token["tokenId"]],
            "invitationId": [invitation["invitationId"]],
            "bundleId": [live, live, live, paused, draft],
            "itemId": list(items.values()) + list(draft_items.values()),
            "takedownId": [takedown["takedownId"]],
            "orderId": [sale["orderId"], reissued["orderId"]],
            "number": [sale["number"]],
            "paymentId": [sale["paymentId"], reissued["paymentId"]],
            "month": [time.strftime("%Y-%m", time.gmtime())],
            "currency": ["usd", "eur"],
        },
        # What ends something ends this, so that the rest has something to go on with.
        "operations": {
            "logOut": {"bearer": bob["session"]},
            "endBundle": {"bundleId": [doomed]},
            "reissueReceipt": {"number": [reissued["number"]], "bearer": reissued["claim"]},
        },
    }


if __name__ == "__main__":
    print(json.dumps(prepare(sys.argv[1], sys.argv[2])))
else:
    import schemathesis
    from hypothesis import strategies
    from schemathesis.core.parameters import ParameterLocation
    from schemathesis.generation import GenerationMode

    with open(KNOWN, encoding="utf-8") as known_file:
        known = json.load(known_file)
    bearer = known["bearer"].get(os.environ["ROLE"])
    chance = random.Random(1)

    torrents = strategies.builds(
        torrent, strategies.text("abcdefghijklmnop", min_size=1, max_size=30), strategies.sampled_from(["FREE", "PAID"])
    )
    schemathesis.openapi.media_type("application/x-bittorrent", torrents | strategies.binary(max_size=2000))
    pictures = strategies.sampled_from([b"\x89PNG\r\n\x1a\n0", b"\xff\xd8\xff0", b"RIFF0000WEBP0"])
    for kind in "image/png", "image/jpeg", "image/webp":
        schemathesis.openapi.media_type(kind, pictures | strategies.binary(max_size=2000))

    def is_valid(case, location):
        part = case.meta.components.get(location) if case.meta else None
        return part is None or part.mode == GenerationMode.POSITIVE

    @schemathesis.hook
    def before_call(ctx, case, kwargs):
        own = known["operations"].get(case.operation.definition.raw.get("operationId"), {})
        for values, location in (
            (case.path_parameters, ParameterLocation.PATH),
            (case.query, ParameterLocation.QUERY),
        ):
            if values and is_valid(case, location):
                for name in list(values):
                    choice = own.get(name) or known["parameters"].get(name)
                    if choice and chance.random() < 0.9:
                        values[name] = chance.choice(choice)
        case.headers["X-Forwarded-For"] = "10.%d.%d.%d" % tuple(chance.randrange(256) for _ in range(3))
        for headers in case.headers, kwargs.get("headers") or {}:
            if bearer and headers.get("Authorization") == "Bearer " + bearer:
                headers["Authorization"] = "Bearer " + own.get("bearer", bearer)
