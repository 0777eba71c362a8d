"""
A purchase through Stripe's own Python library. For each step it prints a line of JSON: its name, and what went wrong.

    python3 purchase.py http://127.0.0.1:PORT SECRET_KEY
"""

import json
import sys
import threading
import traceback
import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue

import stripe

URL, KEY = sys.argv[1:]
CARD = {
    "email": "ada@example.com",
    "cardNumber": "4242424242424242",
    "cardExpiry": "12/39",
    "cardCvc": "123",
    "billingName": "Ada Lovelace",
}
STEPS = []


def step(name):
    def keep(run):
        STEPS.append((name, run))
        return run

    return keep


def connect(key=KEY, **options):
    return stripe.StripeClient(
        key, base_addresses={"api": URL}, max_network_retries=0, **options
    )


def same(actual, expected):
    assert actual == expected, f"{actual!r} is not {expected!r}"


def refused(kind, call, **fields):
    """Calls, and looks at the refusal that has to come: its class and what it says."""
    try:
        call()
    except stripe.StripeError as error:
        same(type(error).__name__, kind.__name__)
        for name, value in fields.items():
            same(getattr(error, name), value)
        return error
    raise AssertionError(f"nothing was refused, and a {kind.__name__} had to be")


class KeepRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def post_form(url, entries):
    """Sends a form as a browser does; answers the status and where it leads."""
    data = urllib.parse.urlencode(entries).encode()
    try:
        with urllib.request.build_opener(KeepRedirect).open(url, data, timeout=10) as answer:
            return answer.status, None
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers.get("Location")


def switch(path, **body):
    request = urllib.request.Request(
        f"{URL}/_sandbox{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request, timeout=10).close()


client = connect()
api = client.v1
received = Queue()
bought = {}


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        received.put((body, self.headers["Stripe-Signature"]))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


receiver = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=receiver.serve_forever, daemon=True).start()


@step("registers a webhook endpoint")
def _():
    endpoint = api.webhook_endpoints.create(
        {"url": f"http://127.0.0.1:{receiver.server_port}/hook", "enabled_events": ["*"]}
    )
    assert endpoint.secret.startswith("whsec_")
    bought["secret"] = endpoint.secret


@step("makes a product and its price")
def _():
    product = api.products.create({"name": "Mug", "metadata": {"sku": "mug-1"}})
    price = api.prices.create({"product": product.id, "currency": "usd", "unit_amount": 1000})
    same((price.unit_amount, price.currency, price.product), (1000, "usd", product.id))
    same(str(price.unit_amount_decimal), "1000")
    changed = api.products.update(product.id, {"active": True, "metadata": {"size": "big"}})
    same(changed.metadata.to_dict(), {"sku": "mug-1", "size": "big"})
    bought.update(product=product.id, price=price.id)


@step("makes a coupon and a promotion code")
def _():
    coupon = api.coupons.create({"percent_off": 25, "duration": "once"})
    code = api.promotion_codes.create(
        {"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "MUGS25"}
    )
    same((coupon.percent_off, coupon.valid, code.active), (25, True, True))
    found = api.promotion_codes.list({"code": "mugs25"})
    same([each.id for each in found], [code.id])
    bought["code"] = code.id


@step("makes a tax rate")
def _():
    rate = api.tax_rates.create({"display_name": "VAT", "percentage": 10, "inclusive": False})
    same((rate.percentage, rate.inclusive), (10, False))
    bought["rate"] = rate.id


@step("starts a checkout session")
def _():
    session = api.checkout.sessions.create(
        {
            "mode": "payment",
            "success_url": "http://shop.example/thanks?session={CHECKOUT_SESSION_ID}",
            "cancel_url": "http://shop.example/mug",
            "line_items": [{"price": bought["price"], "quantity": 2, "tax_rates": [bought["rate"]]}],
            "discounts": [{"promotion_code": bought["code"]}],
            "payment_intent_data": {"metadata": {"order": "7"}},
            "automatic_tax": {"enabled": False},
        }
    )
    same((session.status, session.payment_status), ("open", "unpaid"))
    totals = session.total_details
    same((session.amount_subtotal, totals.amount_discount, totals.amount_tax), (2000, 500, 150))
    same(session.amount_total, 1650)
    (line,) = api.checkout.sessions.line_items.list(session.id)
    same((line.quantity, line.amount_total, line.price.id), (2, 1650, bought["price"]))
    bought.update(session=session.id, url=session.url)


@step("pays it on the payment page")
def _():
    declined, _ = post_form(bought["url"], {**CARD, "cardNumber": "4000000000000002"})
    assert declined < 300 or declined >= 400, declined
    status, location = post_form(bought["url"], CARD)
    same((status, location), (303, f"http://shop.example/thanks?session={bought['session']}"))
    session = api.checkout.sessions.retrieve(
        bought["session"], {"expand": ["payment_intent.latest_charge.balance_transaction"]}
    )
    same((session.status, session.payment_status), ("complete", "paid"))
    same(session.customer_details.email, CARD["email"])
    intent = session.payment_intent
    same((intent.status, intent.amount_received, intent.metadata["order"]), ("succeeded", 1650, "7"))
    charge = intent.latest_charge
    same((charge.paid, charge.payment_method_details.card.last4), (True, "4242"))
    same(charge.balance_transaction.amount, 1650)
    bought.update(intent=intent.id, charge=charge.id)


@step("refunds a part, and not more than was paid")
def _():
    refund = api.refunds.create({"payment_intent": bought["intent"], "amount": 650})
    same((refund.status, refund.amount, refund.charge), ("succeeded", 650, bought["charge"]))
    refused(
        stripe.InvalidRequestError,
        lambda: api.refunds.create({"payment_intent": bought["intent"], "amount": 1001}),
        param="amount",
        http_status=400,
    )
    charge = api.charges.retrieve(bought["charge"], {"expand": ["refunds"]})
    same((charge.amount_refunded, charge.refunded), (650, False))
    same([each.id for each in charge.refunds], [refund.id])


@step("receives signed events")
def _():
    wanted = {"checkout.session.completed", "payment_intent.succeeded", "charge.refunded"}
    while wanted:
        body, signature = received.get(timeout=10)
        event = client.construct_event(body, signature, bought["secret"])
        same(event.livemode, False)
        if event.type == "checkout.session.completed":
            same(event.data.object["id"], bought["session"])
        wanted.discard(event.type)
    for tampered in (body + b" ", body.replace(b"evt_", b"evt_x")):
        try:
            client.construct_event(tampered, signature, bought["secret"])
        except stripe.SignatureVerificationError:
            continue
        raise AssertionError("a changed body was taken")


@step("lists events")
def _():
    events = api.events.list({"type": "checkout.session.*"})
    same([each.type for each in events], ["checkout.session.completed"])
    same(api.events.retrieve(events.data[0].id).data.object["id"], bought["session"])


@step("pages through lists by itself")
def _():
    made = [api.products.create({"name": f"Cup {n}", "url": "http://cups.example"}).id for n in range(7)]
    pages = api.products.list({"limit": 3, "url": "http://cups.example"})
    same([each.id for each in pages.auto_paging_iter()], made[::-1])
    backwards = api.products.list({"limit": 2, "url": "http://cups.example", "ending_before": made[0]})
    same([each.id for each in backwards.auto_paging_iter()], made[1:])
    by_id = api.products.list({"ids": [made[2], made[5]]})
    same([each.id for each in by_id], [made[5], made[2]])


@step("repeats a call under its idempotency key")
def _():
    def create(name):
        return api.products.create({"name": name}, {"idempotency_key": "python-1"})

    first, second = create("Bowl"), create("Bowl")
    same(first.id, second.id)
    same(second.last_response.headers["Idempotent-Replayed"], "true")
    refused(stripe.IdempotencyError, lambda: create("Plate"), http_status=400)


@step("maps refusals to its classes")
def _():
    refused(
        stripe.InvalidRequestError,
        lambda: api.products.retrieve("prod_none"),
        code="resource_missing",
        http_status=404,
    )
    refused(
        stripe.InvalidRequestError,
        lambda: api.prices.create({"product": bought["product"], "currency": "usd", "unit_amount": "ten"}),
        code="parameter_invalid_integer",
        param="unit_amount",
    )
    refused(stripe.AuthenticationError, lambda: connect("sk_test_other").v1.products.list(), http_status=401)
    refused(
        stripe.PermissionError,
        lambda: connect(KEY.replace("sk_", "pk_")).v1.products.list(),
        http_status=403,
    )
    card = refused(stripe.CardError, lambda: pay("pm_card_visa_chargeDeclined"), code="card_declined")
    same((card.http_status, card.error.decline_code), (402, "generic_decline"))
    same(card.error.payment_intent.status, "requires_payment_method")


def pay(method, **more):
    return api.payment_intents.create(
        {
            "amount": 2000,
            "currency": "usd",
            "payment_method": method,
            "confirm": True,
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
            **more,
        }
    )


@step("maps failures to its classes")
def _():
    switch("/faults", target="call", kind="status", status=429)
    refused(stripe.RateLimitError, api.products.list, http_status=429)
    switch("/faults", target="call", kind="status", status=500)
    refused(stripe.APIError, api.products.list, http_status=500)
    switch("/faults", target="call", kind="reset")
    refused(stripe.APIConnectionError, api.products.list)


@step("pays an intent without a page")
def _():
    intent = pay("pm_card_visa")
    same((intent.status, intent.amount_received), ("succeeded", 2000))
    method = api.payment_methods.retrieve(intent.payment_method)
    same((method.type, method.card.brand), ("card", "visa"))
    assert intent.id in [each.id for each in api.payment_intents.list()]


@step("is refused what is not simulated")
def _():
    def not_simulated(call, param):
        refused(stripe.InvalidRequestError, call, code="sandbox_not_simulated", param=param)

    not_simulated(lambda: pay("pm_card_visa", capture_method="manual"), "capture_method")
    not_simulated(lambda: pay("pm_card_visa", application_fee_amount=10), "application_fee_amount")
    not_simulated(lambda: api.products.list(options={"stripe_account": "acct_1"}), "Stripe-Account")
    not_simulated(lambda: api.customers.create({"email": CARD["email"]}), "POST /v1/customers")
    not_simulated(lambda: api.balance.retrieve(), "GET /v1/balance")
    second = lambda: client.v2.core.events.list({"object_id": "x"})
    refused(stripe.InvalidRequestError, second, code="sandbox_not_simulated")


problems = 0
for name, run in STEPS:
    problem = None
    try:
        run()
    except Exception:  # Each step tells of itself: what failed is seen beside what did not.
        problem = traceback.format_exc(limit=-3)
        problems += 1
    print(json.dumps({"step": name, "problem": problem}), flush=True)
sys.exit(1 if problems else 0)
