/**
 * What the shop refuses, for shoppers and staff: by the English sentence, with `{1}`, `{2}` for what stands in it. What is
 * put in may be such a sentence itself.
 */
export const deRefusals = {
  // Buying
  'There is nothing here.': 'Hier ist nichts.',
  'There is no such item in this shop.': 'Diesen Artikel gibt es in diesem Shop nicht.',
  'There is no such item.': 'Diesen Artikel gibt es nicht.',
  'There is no such order.': 'Diese Bestellung gibt es nicht.',
  'There is no such user.': 'Dieses Konto gibt es nicht.',
  'The mails of a demo are shown on the shop’s own machine only.':
    'Die E-Mails einer Demo werden nur auf dem Rechner des Shops gezeigt.',
  'There is no such file.': 'Diese Datei gibt es nicht.',
  'There is nothing under this id.': 'Unter dieser Nummer ist nichts.',
  'This item is no longer sold.': 'Diesen Artikel gibt es nicht mehr.',
  'That item is not in your cart any more.': 'Dieser Artikel ist nicht mehr in Ihrem Warenkorb.',
  'Your cart is empty.': 'Ihr Warenkorb ist leer.',
  'The row has nothing in its column “{1}”.': 'In der Zeile steht nichts in der Spalte „{1}“.',
  'More than one item has this “{1}”.': 'Mehr als ein Artikel hat diesen Wert in „{1}“.',
  'The item has a draft. Publish it or go back to the published one first.':
    'Von dem Artikel gibt es einen Entwurf. Veröffentlichen Sie ihn zuerst, oder kehren Sie zur veröffentlichten Fassung zurück.',
  'A cart holds at most {1} of one item.': 'In den Warenkorb passen höchstens {1} Stück eines Artikels.',
  'A cart holds at most {1} different items.': 'In den Warenkorb passen höchstens {1} verschiedene Artikel.',
  '“{1}” is sold in {2} and your cart is in {3}. A payment has one currency: pay for your cart first, or remove what is in it.':
    '„{1}“ kostet {2} und Ihr Warenkorb {3}. Eine Zahlung hat eine Währung: Bezahlen Sie zuerst Ihren Warenkorb, oder leeren Sie ihn.',
  'Only {1} left of “{2}”.': 'Von „{2}“ sind nur noch {1} da.',
  '“{1}” is sold out.': '„{1}“ ist ausverkauft.',
  '“{1}” is not for sale any more.': '„{1}“ gibt es nicht mehr zu kaufen.',
  'The last of “{1}” is being paid for by somebody else. Please try again in a while.':
    'Das letzte Stück „{1}“ bezahlt gerade jemand anders. Bitte versuchen Sie es etwas später noch einmal.',
  'quantity must be a whole number from 1 to {1}.': 'Die Anzahl muss eine ganze Zahl von 1 bis {1} sein.',
  'The code “{1}” is not valid.': 'Der Code „{1}“ ist nicht gültig.',
  'The code “{1}” {2}.': 'Der Code „{1}“ {2}.',
  'is not active': 'ist nicht aktiv',
  'has expired': 'ist abgelaufen',
  'has been used up': 'ist aufgebraucht',
  'is for another currency than your cart’s': 'gilt für eine andere Währung als die Ihres Warenkorbs',
  'This shop has no such code.': 'Diesen Code gibt es in diesem Shop nicht.',
  'The discount “{1}” has been used up.': 'Der Rabatt „{1}“ ist aufgebraucht.',
  'The total has changed since this page was shown. Look at your cart again before you pay.':
    'Die Summe hat sich geändert, seit diese Seite gezeigt wurde. Sehen Sie Ihren Warenkorb noch einmal an, bevor Sie bezahlen.',
  'The payment that you started before has gone through. Your cart shows what is left.':
    'Die Zahlung, die Sie vorher begonnen haben, ist eingegangen. Ihr Warenkorb zeigt, was noch übrig ist.',
  'This purchase is being started already. Please try again.':
    'Dieser Kauf beginnt bereits. Bitte versuchen Sie es noch einmal.',
  'This order is paid already.': 'Diese Bestellung ist schon bezahlt.',
  'An order that is {1} cannot be paid.': 'Eine Bestellung im Status „{1}“ kann nicht bezahlt werden.',
  'An order that is {1} cannot be packed.': 'Eine Bestellung im Status „{1}“ kann nicht gepackt werden.',
  'This order cannot be paid as it stands. {1}': 'So kann diese Bestellung nicht bezahlt werden. {1}',
  'The total of {1} is below the smallest payment possible, {2}.':
    'Die Summe von {1} liegt unter der kleinsten möglichen Zahlung, {2}.',
  'The total of {1} is above the largest payment possible, {2}.':
    'Die Summe von {1} liegt über der größten möglichen Zahlung, {2}.',
  'The total of {1} cannot be paid: amounts in {2} must be multiples of {3}, and a tax or discount has led away from that. Choose another quantity, or leave out the discount; otherwise the shop has to change a price or the tax.':
    'Die Summe von {1} kann nicht bezahlt werden: Beträge in {2} müssen Vielfache von {3} sein, und eine Steuer oder ein Rabatt führt davon weg. Wählen Sie eine andere Anzahl, oder lassen Sie den Rabatt weg; sonst muss der Shop einen Preis oder die Steuer ändern.',
  'The payment could not be started: Stripe refused it.':
    'Die Zahlung konnte nicht beginnen: Stripe hat sie abgelehnt.',
  'The payment service cannot be reached. Please try again in a moment.':
    'Der Zahlungsdienst ist nicht zu erreichen. Bitte versuchen Sie es gleich noch einmal.',
  'Payments in {1} are not set up.': 'Zahlungen in {1} sind nicht eingerichtet.',
  'Use the whole link of this order, with its token, or sign in.':
    'Nehmen Sie den vollständigen Link dieser Bestellung, oder melden Sie sich an.',
  'This link does not belong to this order.': 'Dieser Link gehört nicht zu dieser Bestellung.',
  'Sign in, or send an API key.': 'Melden Sie sich an, oder senden Sie einen API-Schlüssel.',
  'Sign in first.': 'Melden Sie sich zuerst an.',
  'Enter the number of your order.': 'Geben Sie die Nummer Ihrer Bestellung ein.',
  'Enter an e-mail address.': 'Geben Sie eine E-Mail-Adresse ein.',
  'This is for staff.': 'Das ist nur für das Team.',
  'Requests from other sites are not accepted.': 'Anfragen von anderen Websites werden nicht angenommen.',
  'A payment is not started ahead of a click.': 'Eine Zahlung beginnt nicht vor einem Klick.',
  'Too many purchases in a minute. Please wait a moment.':
    'Zu viele Käufe in einer Minute. Bitte warten Sie einen Moment.',
  'Too many changes to the cart in a minute. Please wait a moment.':
    'Zu viele Änderungen am Warenkorb in einer Minute. Bitte warten Sie einen Moment.',
  'Too many promotion codes in a minute. Please wait a moment.':
    'Zu viele Gutscheincodes in einer Minute. Bitte warten Sie einen Moment.',
  'Too many requests in a minute. Please wait a moment.':
    'Zu viele Anfragen in einer Minute. Bitte warten Sie einen Moment.',
  'Too many refunds were asked for in a minute. Please wait a moment.':
    'Zu viele Erstattungen in einer Minute. Bitte warten Sie einen Moment.',
  'Too many failed log-ins. Please wait a minute.':
    'Zu viele fehlgeschlagene Anmeldungen. Bitte warten Sie eine Minute.',
  'Too many wrong API keys. Please wait a minute.':
    'Zu viele falsche API-Schlüssel. Bitte warten Sie eine Minute.',
  'This address does not support that method.': 'Diese Adresse beantwortet solche Anfragen nicht.',
  'The request is too large.': 'Die Anfrage ist zu groß.',
  'The request cannot be read.': 'Die Anfrage ist nicht lesbar.',
  'Something went wrong. The fault is ours; please try again.':
    'Etwas ist schiefgegangen. Der Fehler liegt bei uns; bitte versuchen Sie es noch einmal.',
  'The shop cannot reach its database at this moment. Please try again.':
    'Der Shop erreicht gerade seine Datenbank nicht. Bitte versuchen Sie es noch einmal.',
  'Somebody else changed the same at this moment. Please try again.':
    'Jemand anders hat gerade dasselbe geändert. Bitte versuchen Sie es noch einmal.',
  'This shop sends no mail yet. Ask an administrator for a new password.':
    'Dieser Shop verschickt noch keine E-Mails. Bitten Sie die Administration um ein neues Passwort.',
  // Orders and refunds
  '"{1}" is kept by the shop and cannot be changed by hand.':
    '„{1}“ führt der Shop selbst; es kann nicht von Hand geändert werden.',
  'An order that is {1} cannot be deleted.': 'Eine Bestellung im Status „{1}“ kann nicht gelöscht werden.',
  'An order that is {1} cannot become {2}.':
    'Eine Bestellung im Status „{1}“ kann nicht in den Status „{2}“ übergehen.',
  'An order that is {1} has nothing to give back.':
    'Zu einer Bestellung im Status „{1}“ gibt es nichts zu erstatten.',
  'Stripe has not said yet what became of a payment. Try again in a minute.':
    'Stripe hat noch nicht gesagt, was aus einer Zahlung geworden ist. Versuchen Sie es in einer Minute noch einmal.',
  'Refunds are for administrators and support.':
    'Erstattungen sind der Administration und dem Support vorbehalten.',
  'At most {1} can be given back.': 'Höchstens {1} können erstattet werden.',
  'Stripe refused the refund: {1}': 'Stripe hat die Erstattung abgelehnt: {1}',
  'Stripe did not confirm the refund. It is asked for again by itself within a minute: do not make it twice.':
    'Stripe hat die Erstattung nicht bestätigt. Sie wird innerhalb einer Minute von selbst noch einmal angefragt: Machen Sie sie nicht doppelt.',
  'Retrying events is for administrators.': 'Ereignisse noch einmal anzuwenden ist Sache der Administration.',
  'There is no such event.': 'Dieses Ereignis gibt es nicht.',
  'Stripe does not know this event any more: it keeps events for 30 days.':
    'Stripe kennt dieses Ereignis nicht mehr: Ereignisse bleiben dort 30 Tage.',
  'Stripe could not be asked: {1}': 'Stripe war nicht zu fragen: {1}',
  'The money was paid to the installation that this database was copied from: it is given back there.':
    'Das Geld ging an die Installation, von der diese Datenbank kopiert wurde: Dort wird es erstattet.',
  'The payment is disputed: the dispute decides what becomes of the money.':
    'Die Zahlung ist reklamiert: Die Reklamation entscheidet, was aus dem Geld wird.',
  'Nothing more can be given back while Stripe has not confirmed what was asked for before.':
    'Mehr kann nicht erstattet werden, solange Stripe das Vorige nicht bestätigt hat.',
  'Everything that was received has been given back.': 'Alles, was eingegangen ist, wurde erstattet.',
  '"lines.{1}.quantity" must be a whole number from 1 to 99.':
    'In Position {1} muss die Anzahl eine ganze Zahl von 1 bis 99 sein.',
  '"lines.{1}.item" is not an item that is on sale.':
    'In Position {1} steht kein Artikel, der zu kaufen ist.',
  'There is no {1} {2} for this order.': 'Für diese Bestellung gibt es {1} {2} nicht.',
  item: 'Artikel',
  discount: 'Rabatt',
  tax: 'Steuer',
  '"lines" mixes currencies: {1}. An order has only one.':
    'Die Positionen mischen Währungen: {1}. Eine Bestellung hat nur eine.',
  '"discount" is not a discount of this shop.': 'Diesen Rabatt gibt es in diesem Shop nicht.',
  '"discount" cannot be used: {1}': 'Der Rabatt kann nicht genutzt werden: {1}',
  'The discount "{1}" is not active.': 'Der Rabatt „{1}“ ist nicht aktiv.',
  'The discount "{1}" has expired.': 'Der Rabatt „{1}“ ist abgelaufen.',
  'The discount "{1}" has been used up.': 'Der Rabatt „{1}“ ist aufgebraucht.',
  'The discount "{1}" is in {2}, the order in {3}.':
    'Der Rabatt „{1}“ gilt in {2}, die Bestellung ist in {3}.',
  '"taxes" may have at most {1} entries.': 'Höchstens {1} Steuern sind möglich.',
  '"taxes" names a tax that does not exist.': 'Unter den Steuern ist eine, die es nicht gibt.',
  '"taxes": “{1}” is not active.': 'Die Steuer „{1}“ ist nicht aktiv.',
  '"taxes" must be a list.': 'Die Steuern müssen eine Liste sein.',
  // Items, discounts, taxes
  'price must be a whole number of the currency’s minor unit (1999 for 19.99).':
    'Der Preis muss eine ganze Zahl in der kleinsten Einheit der Währung sein (1999 für 19,99).',
  'price must be more than 0.': 'Der Preis muss größer als 0 sein.',
  'price must be at most {1}.': 'Der Preis darf höchstens {1} sein.',
  'stock must be a whole number, 0 or more, or empty for unlimited.':
    'Der Bestand muss eine ganze Zahl ab 0 sein, oder leer für unbegrenzt.',
  'currency is required: one of {1}.': 'Die Währung fehlt: eine von {1}.',
  'currency must be one of {1}.': 'Die Währung muss eine von {1} sein.',
  'The disk of the shop is full: no picture can be stored now.':
    'Die Festplatte des Shops ist voll: Im Augenblick lässt sich kein Bild speichern.',
  'A picture has {1} million pixels at most.': 'Ein Bild hat höchstens {1} Millionen Pixel.',
  'A percentage here has at most {1} decimals.': 'Ein Prozentsatz hat hier höchstens {1} Nachkommastellen.',
  '"{1}" is not a percentage.': '„{1}“ ist kein Prozentsatz.',
  '"code" is already used by the discount "{1}".': 'Diesen Gutscheincode hat schon der Rabatt „{1}“.',
  '"appliesByDefault" is for at most {1} taxes: an order takes no more.':
    'Von selbst gelten können höchstens {1} Steuern: Mehr nimmt eine Bestellung nicht.',
  '"percentOff" or "amountOff" is required.': 'Ein Nachlass in Prozent oder in Geld fehlt.',
  '"percentOff" and "amountOff" exclude each other.': 'Ein Nachlass ist entweder in Prozent oder in Geld.',
  '"{1}" {2}.': '„{1}“ {2}.',
  'is required': 'fehlt',
  'must be text': 'muss ein Text sein',
  'must have at most {1} characters': 'darf höchstens {1} Zeichen haben',
  'must be true or false': 'muss ja oder nein sein',
  'must be a whole number of at least 1': 'muss eine ganze Zahl ab 1 sein',
  'must be more than 0 and at most 100, with at most two decimals':
    'muss größer als 0 und höchstens 100 sein, mit höchstens zwei Nachkommastellen',
  'must be from 0 to 100, with at most four decimals':
    'muss von 0 bis 100 sein, mit höchstens vier Nachkommastellen',
  'must be a whole number of minor units from 1 to {1}':
    'muss eine ganze Zahl in der kleinsten Einheit von 1 bis {1} sein',
  'is required with "amountOff"': 'gehört zu einem Nachlass in Geld',
  'must be a currency code of three lower-case letters':
    'muss ein Währungscode aus drei Kleinbuchstaben sein',
  'must be one of {1}': 'muss eines von {1} sein',
  'is required with "duration" repeating': 'gehört zu einer Dauer von mehreren Monaten',
  'is only for "duration" repeating': 'gibt es nur bei einer Dauer von mehreren Monaten',
  'must be a date': 'muss ein Datum sein',
  'must be in the future': 'muss in der Zukunft liegen',
  'must be at most {1} years ahead': 'darf höchstens {1} Jahre voraus liegen',
  'may have only letters a to z, digits and dashes':
    'darf nur Buchstaben von a bis z, Ziffern und Bindestriche haben',
  'must be a country code of two capital letters, such as DE':
    'muss ein Ländercode aus zwei Großbuchstaben sein, zum Beispiel DE',
  'must be an object whose values are texts': 'muss aus Schlüsseln und Texten bestehen',
  'must have at most {1} keys': 'darf höchstens {1} Schlüssel haben',
  'must not have an empty key': 'darf keinen leeren Schlüssel haben',
  'must have keys of at most {1} characters': 'darf nur Schlüssel von höchstens {1} Zeichen haben',
  'must not have square brackets in its keys': 'darf in Schlüsseln keine eckigen Klammern haben',
  'must have a text under "{1}"': 'braucht einen Text unter „{1}“',
  'must have a text of at most {1} characters under "{2}"':
    'darf unter „{2}“ nur einen Text von höchstens {1} Zeichen haben',
  // Settings and pages
  'language must be one of {1}.': 'Die Sprache muss eine von {1} sein.',
  'timeZone must be a name such as "Europe/Berlin".': 'Die Zeitzone muss ein Name wie „Europe/Berlin“ sein.',
  'slug must be lower-case letters, digits and hyphens, such as "terms".':
    'Das Ende der Adresse besteht aus Kleinbuchstaben, Ziffern und Bindestrichen, zum Beispiel „agb“.',
  // Users
  'currentPassword is needed to change your password or e-mail address.':
    'Um Passwort oder E-Mail-Adresse zu ändern, ist das jetzige Passwort nötig.',
  'currentPassword is not your password.': 'Das ist nicht Ihr jetziges Passwort.',
  'Passwords and e-mail addresses are changed one user at a time.':
    'Passwörter und E-Mail-Adressen werden für eine Person nach der anderen geändert.',
  'This is the last administrator. Make somebody else an administrator first, or nobody could give roles any more.':
    'Das ist die letzte Person mit der Rolle Admin. Geben Sie sie zuerst jemand anderem, sonst könnte niemand mehr Rollen vergeben.',
  'Only an administrator can change "role".': 'Rollen kann nur die Administration ändern.',
  'API keys are made by the shop: POST /api/users/:id/api-key.':
    'API-Schlüssel macht der Shop selbst: POST /api/users/:id/api-key.',
  'Keys are made by an administrator, or by oneself, when signed in.':
    'Schlüssel macht die Administration, oder wer angemeldet ist für sich selbst.',
  'A document is held in one’s own name only.': 'Ein Dokument hält man nur im eigenen Namen.',
  'There is no such preference.': 'Diese Einstellung gibt es nicht.',
  'There is no such account.': 'Dieses Konto gibt es nicht.',
  'Nobody is verified by mail here.': 'Hier wird niemand per E-Mail bestätigt.',
  'This collection keeps no versions.': 'Von diesen Dokumenten gibt es keine Fassungen.',
  // Delivery
  'That delivery option is not there for your cart any more.':
    'Diese Versandart gibt es für Ihren Warenkorb nicht mehr.',
  '"shippingRate" is not a delivery option for this order.':
    'Diese Versandart gibt es für diese Bestellung nicht.',
  '"fulfilment" cannot become {1}: this order is not paid, or has nothing to be sent.':
    'Der Stand der Lieferung kann nicht „{1}“ werden: Diese Bestellung ist nicht bezahlt, oder es ist nichts zu verschicken.',
  'trackingUrl must be a web address that begins with https://.':
    'Der Link zur Sendung muss eine Webadresse sein, die mit https:// beginnt.',
  'must be a whole number from 1 to {1}': 'muss eine ganze Zahl von 1 bis {1} sein',
  'must not be less than "minDays"': 'darf nicht kleiner als die Mindestzahl sein',
  'must be a whole number of minor units from 0 to {1}':
    'muss eine ganze Zahl in der kleinsten Einheit von 0 bis {1} sein',
  'The accountant’s list is for administrators and support.':
    'Die Liste für die Buchhaltung ist für Administration und Support.',
  '"from" and "to" are days such as 2026-11-30, the first one first.':
    '„from“ und „to“ sind Tage wie 2026-11-30, der erste zuerst.',
} as const

/** Every English refusal that people read. */
export type Refusal = keyof typeof deRefusals
