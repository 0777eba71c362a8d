// A purchase through Stripe's own Go library. For each step it prints a line of JSON: its name, and what went wrong.
//
//	go run . http://127.0.0.1:PORT SECRET_KEY
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	stripe "github.com/stripe/stripe-go/v85"
)

type delivery struct {
	body      []byte
	signature string
}

var (
	ctx      = context.Background()
	base     = os.Args[1]
	key      = os.Args[2]
	client   = connect(key)
	received = make(chan delivery, 100)
	receiver = httptest.NewServer(http.HandlerFunc(receive))

	// What one step leaves to the next.
	secret, product, price, code, rate, session, page, intent, charge string
)

var card = map[string]string{
	"email":       "ada@example.com",
	"cardNumber":  "4242424242424242",
	"cardExpiry":  "12/39",
	"cardCvc":     "123",
	"billingName": "Ada Lovelace",
}

var steps = []struct {
	name string
	run  func()
}{
	{"registers a webhook endpoint", registerEndpoint},
	{"makes a product and its price", makePrice},
	{"makes a coupon and a promotion code", makeCode},
	{"makes a tax rate", makeRate},
	{"starts a checkout session", startSession},
	{"pays it on the payment page", paySession},
	{"refunds a part, and not more than was paid", refundPart},
	{"receives signed events", receiveEvents},
	{"lists events", listEvents},
	{"pages through lists by itself", pageThroughLists},
	{"repeats a call under its idempotency key", repeatCall},
	{"maps refusals to its classes", mapRefusals},
	{"maps failures to its classes", mapFailures},
	{"pays an intent without a page", payIntent},
	{"is refused what is not simulated", meetRefusals},
}

func main() {
	status := 0
	for _, step := range steps {
		problem := attempt(step.run)
		if problem != nil {
			status = 1
		}
		json.NewEncoder(os.Stdout).Encode(map[string]any{"step": step.name, "problem": problem})
	}
	os.Exit(status)
}

// Each step tells of itself: what failed is seen beside what did not.
func attempt(run func()) (problem any) {
	defer func() {
		if reason := recover(); reason != nil {
			problem = fmt.Sprint(reason)
		}
	}()
	run()
	return nil
}

func connect(key string) *stripe.Client {
	backends := stripe.NewBackendsWithConfig(&stripe.BackendConfig{
		URL:               stripe.String(base),
		MaxNetworkRetries: stripe.Int64(0),
		LeveledLogger:     &stripe.LeveledLogger{Level: stripe.LevelNull},
	})
	return stripe.NewClient(key, stripe.WithBackends(backends))
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func same(actual, expected any) {
	if !reflect.DeepEqual(actual, expected) {
		panic(fmt.Sprintf("%#v is not %#v", actual, expected))
	}
}

func all[T any](list *stripe.V1List[T]) []T {
	var found []T
	list.All(ctx)(func(item T, err error) bool {
		found = append(found, must(item, err))
		return true
	})
	return found
}

// Looks at the refusal that has to have come.
func refused(err error, kind stripe.ErrorType, status int, code, param string) *stripe.Error {
	var refusal *stripe.Error
	if !errors.As(err, &refusal) {
		panic(fmt.Sprintf("%v is no refusal of Stripe's", err))
	}
	same([]any{refusal.Type, refusal.HTTPStatusCode, string(refusal.Code), refusal.Param}, []any{kind, status, code, param})
	return refusal
}

func receive(response http.ResponseWriter, request *http.Request) {
	body := must(io.ReadAll(request.Body))
	received <- delivery{body, request.Header.Get("Stripe-Signature")}
}

func registerEndpoint() {
	endpoint := must(client.V1WebhookEndpoints.Create(ctx, &stripe.WebhookEndpointCreateParams{
		URL:           stripe.String(receiver.URL + "/hook"),
		EnabledEvents: stripe.StringSlice([]string{"*"}),
		// The library takes only events of its own version.
		APIVersion: stripe.String(stripe.APIVersion),
	}))
	same(strings.HasPrefix(endpoint.Secret, "whsec_"), true)
	secret = endpoint.Secret
}

func makePrice() {
	made := must(client.V1Products.Create(ctx, &stripe.ProductCreateParams{
		Name:     stripe.String("Mug"),
		Metadata: map[string]string{"sku": "mug-1"},
	}))
	priced := must(client.V1Prices.Create(ctx, &stripe.PriceCreateParams{
		Product:    stripe.String(made.ID),
		Currency:   stripe.String("usd"),
		UnitAmount: stripe.Int64(1000),
	}))
	same([]any{priced.UnitAmount, priced.UnitAmountDecimal, priced.Product.ID}, []any{int64(1000), 1000.0, made.ID})
	changed := must(client.V1Products.Update(ctx, made.ID, &stripe.ProductUpdateParams{
		Metadata: map[string]string{"size": "big"},
	}))
	same(changed.Metadata, map[string]string{"sku": "mug-1", "size": "big"})
	product, price = made.ID, priced.ID
}

func makeCode() {
	coupon := must(client.V1Coupons.Create(ctx, &stripe.CouponCreateParams{
		PercentOff: stripe.Float64(25),
		Duration:   stripe.String("once"),
	}))
	made := must(client.V1PromotionCodes.Create(ctx, &stripe.PromotionCodeCreateParams{
		Promotion: &stripe.PromotionCodeCreatePromotionParams{
			Type:   stripe.String("coupon"),
			Coupon: stripe.String(coupon.ID),
		},
		Code: stripe.String("MUGS25"),
	}))
	same([]any{coupon.PercentOff, coupon.Valid, made.Active}, []any{25.0, true, true})
	found := all(client.V1PromotionCodes.List(ctx, &stripe.PromotionCodeListParams{Code: stripe.String("mugs25")}))
	same([]any{len(found), found[0].ID}, []any{1, made.ID})
	code = made.ID
}

func makeRate() {
	made := must(client.V1TaxRates.Create(ctx, &stripe.TaxRateCreateParams{
		DisplayName: stripe.String("VAT"),
		Percentage:  stripe.Float64(10),
		Inclusive:   stripe.Bool(false),
	}))
	same([]any{made.Percentage, made.Inclusive}, []any{10.0, false})
	rate = made.ID
}

func startSession() {
	made := must(client.V1CheckoutSessions.Create(ctx, &stripe.CheckoutSessionCreateParams{
		Mode:       stripe.String("payment"),
		SuccessURL: stripe.String("http://shop.example/thanks?session={CHECKOUT_SESSION_ID}"),
		CancelURL:  stripe.String("http://shop.example/mug"),
		LineItems: []*stripe.CheckoutSessionCreateLineItemParams{{
			Price:    stripe.String(price),
			Quantity: stripe.Int64(2),
			TaxRates: stripe.StringSlice([]string{rate}),
		}},
		Discounts: []*stripe.CheckoutSessionCreateDiscountParams{{PromotionCode: stripe.String(code)}},
		PaymentIntentData: &stripe.CheckoutSessionCreatePaymentIntentDataParams{
			Metadata: map[string]string{"order": "7"},
		},
		AutomaticTax: &stripe.CheckoutSessionCreateAutomaticTaxParams{Enabled: stripe.Bool(false)},
	}))
	same([]any{string(made.Status), string(made.PaymentStatus)}, []any{"open", "unpaid"})
	totals := []int64{made.AmountSubtotal, made.TotalDetails.AmountDiscount, made.TotalDetails.AmountTax, made.AmountTotal}
	same(totals, []int64{2000, 500, 150, 1650})
	lines := all(client.V1CheckoutSessions.ListLineItems(ctx, &stripe.CheckoutSessionListLineItemsParams{
		Session: stripe.String(made.ID),
	}))
	same([]any{len(lines), lines[0].Quantity, lines[0].AmountTotal, lines[0].Price.ID}, []any{1, int64(2), int64(1650), price})
	session, page = made.ID, made.URL
}

// Sends the payment page's form as a browser does.
func postPage(number string) *http.Response {
	entries := url.Values{}
	for name, value := range card {
		entries.Set(name, value)
	}
	entries.Set("cardNumber", number)
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response := must(browser.PostForm(page, entries))
	response.Body.Close()
	return response
}

func paySession() {
	same(postPage("4000000000000002").Header.Get("Location"), "")
	paid := postPage(card["cardNumber"])
	same([]any{paid.StatusCode, paid.Header.Get("Location")}, []any{303, "http://shop.example/thanks?session=" + session})
	params := &stripe.CheckoutSessionRetrieveParams{}
	params.AddExpand("payment_intent.latest_charge.balance_transaction")
	got := must(client.V1CheckoutSessions.Retrieve(ctx, session, params))
	same([]any{string(got.Status), string(got.PaymentStatus)}, []any{"complete", "paid"})
	same(got.CustomerDetails.Email, card["email"])
	same([]any{string(got.PaymentIntent.Status), got.PaymentIntent.AmountReceived}, []any{"succeeded", int64(1650)})
	same(got.PaymentIntent.Metadata, map[string]string{"order": "7"})
	taken := got.PaymentIntent.LatestCharge
	same([]any{taken.Paid, taken.PaymentMethodDetails.Card.Last4}, []any{true, "4242"})
	same(taken.BalanceTransaction.Amount, int64(1650))
	intent, charge = got.PaymentIntent.ID, taken.ID
}

func refundPart() {
	refund := must(client.V1Refunds.Create(ctx, &stripe.RefundCreateParams{
		PaymentIntent: stripe.String(intent),
		Amount:        stripe.Int64(650),
	}))
	same([]any{string(refund.Status), refund.Amount, refund.Charge.ID}, []any{"succeeded", int64(650), charge})
	_, err := client.V1Refunds.Create(ctx, &stripe.RefundCreateParams{
		PaymentIntent: stripe.String(intent),
		Amount:        stripe.Int64(1001),
	})
	refused(err, stripe.ErrorTypeInvalidRequest, 400, "", "amount")
	params := &stripe.ChargeRetrieveParams{}
	params.AddExpand("refunds")
	got := must(client.V1Charges.Retrieve(ctx, charge, params))
	same([]any{got.AmountRefunded, got.Refunded}, []any{int64(650), false})
	same([]any{len(got.Refunds.Data), got.Refunds.Data[0].ID}, []any{1, refund.ID})
}

func receiveEvents() {
	wanted := map[stripe.EventType]bool{
		"checkout.session.completed": true, "payment_intent.succeeded": true, "charge.refunded": true,
	}
	for len(wanted) > 0 {
		select {
		case came := <-received:
			event := must(client.ConstructEvent(came.body, came.signature, secret))
			if event.Type == "checkout.session.completed" {
				same(event.GetObjectValue("id"), session)
			}
			delete(wanted, event.Type)
			changed := bytes.Replace(came.body, []byte("evt_"), []byte("evt_x"), 1)
			if _, err := client.ConstructEvent(changed, came.signature, secret); !errors.Is(err, stripe.ErrWebhookNoValidSignature) {
				panic(fmt.Sprintf("a changed body was taken: %v", err))
			}
		case <-time.After(10 * time.Second):
			panic(fmt.Sprintf("these events did not come: %v", wanted))
		}
	}
}

func listEvents() {
	found := all(client.V1Events.List(ctx, &stripe.EventListParams{Type: stripe.String("checkout.session.*")}))
	same([]any{len(found), string(found[0].Type)}, []any{1, "checkout.session.completed"})
	got := must(client.V1Events.Retrieve(ctx, found[0].ID, nil))
	same(got.GetObjectValue("id"), session)
}

func pageThroughLists() {
	shop := stripe.String("http://cups.example")
	var made []string
	for n := range 7 {
		cup := must(client.V1Products.Create(ctx, &stripe.ProductCreateParams{Name: stripe.String(fmt.Sprintf("Cup %d", n)), URL: shop}))
		made = append(made, cup.ID)
	}
	list := func(params *stripe.ProductListParams) []string {
		var ids []string
		for _, found := range all(client.V1Products.List(ctx, params)) {
			ids = append(ids, found.ID)
		}
		return ids
	}
	forwards := &stripe.ProductListParams{URL: shop}
	forwards.Limit = stripe.Int64(3)
	newestFirst := slices.Clone(made)
	slices.Reverse(newestFirst)
	same(list(forwards), newestFirst)
	backwards := &stripe.ProductListParams{URL: shop}
	backwards.Limit, backwards.EndingBefore = stripe.Int64(2), stripe.String(made[0])
	same(list(backwards), made[1:])
	same(list(&stripe.ProductListParams{IDs: stripe.StringSlice([]string{made[2], made[5]})}), []string{made[5], made[2]})
}

func repeatCall() {
	create := func(name string) (*stripe.Product, error) {
		params := &stripe.ProductCreateParams{Name: stripe.String(name)}
		params.SetIdempotencyKey("go-1")
		return client.V1Products.Create(ctx, params)
	}
	first, second := must(create("Bowl")), must(create("Bowl"))
	same(first.ID, second.ID)
	same(second.LastResponse.Header.Get("Idempotent-Replayed"), "true")
	_, err := create("Plate")
	refused(err, stripe.ErrorTypeIdempotency, 400, "", "")
}

func pay(method string, change func(*stripe.PaymentIntentCreateParams)) (*stripe.PaymentIntent, error) {
	params := &stripe.PaymentIntentCreateParams{
		Amount:        stripe.Int64(2000),
		Currency:      stripe.String("usd"),
		PaymentMethod: stripe.String(method),
		Confirm:       stripe.Bool(true),
		AutomaticPaymentMethods: &stripe.PaymentIntentCreateAutomaticPaymentMethodsParams{
			Enabled:        stripe.Bool(true),
			AllowRedirects: stripe.String("never"),
		},
	}
	if change != nil {
		change(params)
	}
	return client.V1PaymentIntents.Create(ctx, params)
}

func mapRefusals() {
	_, err := client.V1Products.Retrieve(ctx, "prod_none", nil)
	refused(err, stripe.ErrorTypeInvalidRequest, 404, "resource_missing", "id")
	var invalid *stripe.InvalidRequestError
	same(errors.As(err, &invalid), true)
	_, err = client.V1Prices.Create(ctx, &stripe.PriceCreateParams{
		Product: stripe.String(product), Currency: stripe.String("usd"), UnitAmount: stripe.Int64(-1),
	})
	refused(err, stripe.ErrorTypeInvalidRequest, 400, "parameter_invalid_integer", "unit_amount")
	_, err = connect("sk_test_other").V1Products.Retrieve(ctx, product, nil)
	refused(err, stripe.ErrorTypeInvalidRequest, 401, "", "")
	_, err = connect(strings.Replace(key, "sk_", "pk_", 1)).V1Products.Retrieve(ctx, product, nil)
	refused(err, stripe.ErrorTypeInvalidRequest, 403, "secret_key_required", "")
	_, err = pay("pm_card_visa_chargeDeclined", nil)
	declined := refused(err, stripe.ErrorTypeCard, 402, "card_declined", "")
	same([]any{string(declined.DeclineCode), string(declined.PaymentIntent.Status)}, []any{"generic_decline", "requires_payment_method"})
	var cardError *stripe.CardError
	same(errors.As(err, &cardError), true)
}

func switchOn(fault map[string]any) {
	body := bytes.NewReader(must(json.Marshal(fault)))
	response := must(http.Post(base+"/_sandbox/faults", "application/json", body))
	response.Body.Close()
	same(response.StatusCode, 200)
}

func mapFailures() {
	retrieve := func() error {
		_, err := client.V1Products.Retrieve(ctx, product, nil)
		return err
	}
	switchOn(map[string]any{"target": "call", "kind": "status", "status": 429})
	refused(retrieve(), stripe.ErrorTypeInvalidRequest, 429, "rate_limit", "")
	switchOn(map[string]any{"target": "call", "kind": "status", "status": 500})
	refused(retrieve(), stripe.ErrorTypeAPI, 500, "", "")
	switchOn(map[string]any{"target": "call", "kind": "reset"})
	var failure *url.Error
	same(errors.As(retrieve(), &failure), true)
}

func payIntent() {
	paid := must(pay("pm_card_visa", nil))
	same([]any{string(paid.Status), paid.AmountReceived}, []any{"succeeded", int64(2000)})
	method := must(client.V1PaymentMethods.Retrieve(ctx, paid.PaymentMethod.ID, nil))
	same([]any{string(method.Type), string(method.Card.Brand)}, []any{"card", "visa"})
	found := all(client.V1PaymentIntents.List(ctx, &stripe.PaymentIntentListParams{}))
	same(slices.ContainsFunc(found, func(each *stripe.PaymentIntent) bool { return each.ID == paid.ID }), true)
}

func meetRefusals() {
	notSimulated := func(err error, param string) {
		refused(err, stripe.ErrorTypeInvalidRequest, 400, "sandbox_not_simulated", param)
	}
	_, err := pay("pm_card_visa", func(params *stripe.PaymentIntentCreateParams) {
		params.CaptureMethod = stripe.String("manual")
	})
	notSimulated(err, "capture_method")
	_, err = pay("pm_card_visa", func(params *stripe.PaymentIntentCreateParams) {
		params.ApplicationFeeAmount = stripe.Int64(10)
	})
	notSimulated(err, "application_fee_amount")
	elsewhere := &stripe.ProductRetrieveParams{}
	elsewhere.SetStripeAccount("acct_1")
	_, err = client.V1Products.Retrieve(ctx, product, elsewhere)
	notSimulated(err, "Stripe-Account")
	_, err = client.V1Customers.Create(ctx, &stripe.CustomerCreateParams{Email: stripe.String(card["email"])})
	notSimulated(err, "POST /v1/customers")
	_, err = client.V1Balance.Retrieve(ctx, nil)
	notSimulated(err, "GET /v1/balance")
	_, err = client.V2CoreEvents.Retrieve(ctx, "evt_1", nil)
	var second *stripe.V2RawError
	same(errors.As(err, &second), true)
	same(second.Code, "sandbox_not_simulated")
}
