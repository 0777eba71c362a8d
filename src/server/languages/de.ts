import type { Words } from './en.ts'

export const de: Words = {
  locale: 'de',
  layout: {
    skip: 'Zum Inhalt springen',
    aboutDemo: 'Über diese Demo',
    demo: 'Demo-Shop: Es fließt kein echtes Geld.',
    demoCardBefore: 'Bezahlen Sie mit der Testkarte',
    demoCardAfter: ', einem beliebigen künftigen Datum und drei beliebigen Ziffern.',
    cart: 'Warenkorb',
    aboutShop: 'Über diesen Shop',
    languages: 'Sprache',
    vatNumber: (number) => `USt-IdNr. ${number}`,
    payments: 'Zahlung über Stripe. Ihre Kartendaten erreichen diesen Shop nie.',
    print: 'Drucken',
    back: 'Zurück zum Shop',
  },
  search: { label: 'Nach Namen suchen', button: 'Suchen' },
  catalogue: {
    heading: 'Alles im Shop',
    description: (shop) => `Alles, was es bei ${shop} gibt.`,
    quoted: (query) => `„${query}“`,
    results: (count, query) => `${count} Treffer für „${query}“`,
    manyResults: (count, query) => `Mehr als ${count.toLocaleString('de')} Treffer für „${query}“`,
    showAll: 'Alles anzeigen',
    nothingHere: 'Auf dieser Seite ist nichts.',
    nothingFound:
      'Nichts hier heißt so. Versuchen Sie es mit einem kürzeren Wort, oder sehen Sie sich alles an.',
    empty: 'Die Regale sind gerade leer. Bitte schauen Sie bald wieder herein.',
    pages: 'Seiten',
    page: (page) => `Seite ${page}`,
    pageOf: (page, pageCount) => `Seite ${page} von ${pageCount}`,
    previous: 'Zurück',
    next: 'Weiter',
  },
  prices: {
    includes: (taxes) => `inkl. ${taxes}`,
    adds: (taxes) => `zzgl. ${taxes}`,
    allInclude: (taxes) => `Alle Preise inkl. ${taxes}.`,
    allAdd: (taxes) => `Alle Preise zzgl. ${taxes}.`,
    lowest: (price) => `Niedrigster Preis der 30 Tage davor: ${price}`,
    addsDelivery: (cost) => `zzgl. ${cost} Versand`,
    addsDeliveryFrom: (cost) => `zzgl. Versand ab ${cost}`,
    freeDelivery: 'Versand kostenlos',
  },
  delivery: {
    label: 'Versand',
    choose: 'Diesen Versand nehmen',
    free: 'kostenlos',
    days: (least, most) => {
      if (least !== null && most !== null && least !== most) return `${least}–${most} Werktage`
      const count = most ?? least
      return count === null ? '' : `${count} ${count === 1 ? 'Werktag' : 'Werktage'}`
    },
    track: 'Sendung verfolgen',
    states: {
      to_pack: 'Wir packen Ihre Bestellung.',
      shipped: 'Ihre Bestellung ist unterwegs.',
      delivered: 'Ihre Bestellung wurde zugestellt.',
      returned: 'Ihre Bestellung ist zu uns zurückgekommen.',
    },
  },
  item: {
    all: 'Alle Artikel',
    quantity: 'Anzahl',
    buy: 'Jetzt kaufen',
    addToCart: 'In den Warenkorb',
    soldOut: 'Ausverkauft',
    reserved: 'Reserviert',
    left: (count) => `Nur noch ${count} da`,
  },
  cart: {
    title: 'Warenkorb',
    heading: 'Ihr Warenkorb',
    empty: 'Ihr Warenkorb ist noch leer.',
    each: (price) => `${price} pro Stück`,
    gone: 'Ein Artikel, den es nicht mehr gibt',
    quantityOf: (name) => `Anzahl: ${name}`,
    change: 'Ändern',
    changeOf: '– Anzahl von',
    remove: 'Entfernen',
    code: 'Gutscheincode',
    removeCode: '– Gutscheincode',
    useCode: 'Code einlösen',
    caption: 'Was der Warenkorb kostet',
    blocked: 'Ändern oder entfernen Sie, was nicht gekauft werden kann, um zur Zahlung zu kommen.',
    placeOrder: 'Bestellung abschicken',
  },
  bill: {
    subtotal: 'Zwischensumme',
    discount: 'Rabatt',
    total: 'Gesamt',
    includes: (tax) => `Enthält ${tax}`,
    refunded: 'Erstattet',
    pay: (total) => `${total} bezahlen`,
  },
  order: {
    title: (number) => `Bestellung ${number}`,
    number: 'Bestellung',
    placedOn: 'Bestellt am',
    email: 'E-Mail',
    paidOn: 'Bezahlt am',
    receipt: 'Beleg',
    printReceipt: 'Beleg drucken',
    caption: 'Was bestellt wurde',
    item: 'Artikel',
    amount: 'Betrag',
    refused:
      'Die Zahlung wurde nicht abgeschlossen und nichts abgebucht. Sie können es noch einmal versuchen.',
    states: {
      waiting: {
        label: 'Wartet auf Zahlung',
        heading: 'Ihre Bestellung ist bereit',
        message: 'Sehen Sie sie durch und gehen Sie dann weiter zur Zahlung. Bisher wurde nichts abgebucht.',
      },
      processing: {
        label: 'Zahlung unterwegs',
        heading: 'Vielen Dank für Ihre Bestellung',
        message:
          'Ihre Bank bearbeitet die Zahlung. Das kann einige Tage dauern; diese Seite zeigt, wenn sie da ist.',
      },
      paid: {
        label: 'Bezahlt',
        heading: 'Vielen Dank für Ihre Bestellung',
        message:
          'Ihre Zahlung ist eingegangen. Bewahren Sie die Adresse dieser Seite auf: Sie zeigt immer den Stand Ihrer Bestellung.',
      },
      partially_refunded: {
        label: 'Teilweise erstattet',
        heading: 'Ein Teil Ihres Geldes ist auf dem Rückweg',
        message:
          'Es geht auf die Karte oder das Konto, mit dem Sie bezahlt haben, meist innerhalb von zehn Tagen.',
      },
      refunded: {
        label: 'Erstattet',
        heading: 'Ihr Geld ist auf dem Rückweg',
        message:
          'Es geht auf die Karte oder das Konto, mit dem Sie bezahlt haben, meist innerhalb von zehn Tagen.',
      },
      canceled: {
        label: 'Storniert',
        heading: 'Diese Bestellung wurde storniert',
        message: 'Für sie wird nichts mehr abgebucht.',
      },
      expired: {
        label: 'Abgelaufen',
        heading: 'Die Zeit für diese Zahlung ist abgelaufen',
        message: 'Es wurde nichts abgebucht. Die Bestellung ist noch da, wenn Sie sie bezahlen möchten.',
      },
      failed: {
        label: 'Zahlung fehlgeschlagen',
        heading: 'Diese Zahlung hat nicht geklappt',
        message: 'Es wurde nichts abgebucht. Sie können es noch einmal versuchen.',
      },
      unsure: {
        label: 'Zahlung wird geprüft',
        heading: 'Einen Moment bitte',
        message:
          'Wir können gerade nicht prüfen, ob diese Bestellung bezahlt ist. Nichts ist verloren: Diese Seite versucht es weiter.',
      },
    },
  },
  packing: {
    title: (number) => `Packzettel zur Bestellung ${number}`,
    to: 'Lieferadresse',
    noAddress: 'Zu dieser Bestellung wurde keine Lieferadresse erfasst.',
    caption: 'Was in das Paket kommt',
    nothing: 'Hier ist nichts zu packen: Alles in dieser Bestellung wird ohne Paket geliefert.',
  },
  findOrder: {
    title: 'Bestellung finden',
    text: 'Geben Sie die Bestellnummer ein und die E-Mail-Adresse, die Sie beim Bezahlen angegeben haben. Wir senden Ihnen einen Link zur Bestellung.',
    number: 'Bestellnummer',
    email: 'E-Mail',
    button: 'Link senden',
    sent: (number, email) =>
      `Wenn die Bestellung ${number} mit der Adresse ${email} aufgegeben wurde, ist der Link unterwegs. Bitte sehen Sie auch im Spam-Ordner nach.`,
  },
  payment: {
    heading: 'Zahlung',
    email: 'E-Mail',
    elsewhere: 'Auf der Seite von Stripe bezahlen',
    back: 'Zurück zur Bestellung',
  },
  errors: {
    400: { heading: 'Da stimmt etwas nicht', message: 'Der Shop konnte diese Anfrage nicht lesen.' },
    401: {
      heading: 'Diese Seite ist nicht öffentlich',
      message: 'Melden Sie sich an, oder nehmen Sie den Link, den Sie bekommen haben.',
    },
    403: {
      heading: 'Diese Seite ist nicht öffentlich',
      message: 'Nehmen Sie den vollständigen Link, den Sie bekommen haben.',
    },
    404: {
      heading: 'Hier ist nichts',
      message: 'Vielleicht ist die Seite umgezogen, oder es gibt den Artikel nicht mehr.',
    },
    405: {
      heading: 'Da stimmt etwas nicht',
      message: 'Diese Adresse beantwortet solche Anfragen nicht.',
    },
    409: { heading: 'Das geht jetzt nicht', message: 'Inzwischen hat sich etwas geändert.' },
    413: { heading: 'Das war zu viel', message: 'Die Anfrage war größer, als der Shop annimmt.' },
    429: {
      heading: 'Einen Moment bitte',
      message: 'Das war viel auf einmal. Bitte versuchen Sie es in einer Minute noch einmal.',
    },
    500: {
      heading: 'Etwas ist schiefgegangen',
      message: 'Der Fehler liegt bei uns. Bitte versuchen Sie es gleich noch einmal.',
    },
    502: {
      heading: 'Die Zahlung konnte nicht beginnen',
      message: 'Es wurde nichts abgebucht. Bitte versuchen Sie es gleich noch einmal.',
    },
    503: {
      heading: 'Wir sind gleich wieder da',
      message: 'Der Shop kann gerade nicht antworten. Bitte versuchen Sie es gleich noch einmal.',
    },
  },
  mail: {
    view: 'Bestellung ansehen',
    total: (total) => `Gesamt: ${total}`,
    paid: {
      subject: (number, shop) => `Ihre Bestellung ${number} bei ${shop}`,
      heading: 'Vielen Dank für Ihre Bestellung',
      text: (number, day) =>
        `Ihre Zahlung für die Bestellung ${number} vom ${day} ist eingegangen. Das haben Sie bestellt:`,
      keep: 'Der Link zeigt jederzeit den Stand Ihrer Bestellung. Wer ihn hat, kann sie sehen: Behalten Sie ihn für sich.',
    },
    link: {
      subject: (number, shop) => `Ihre Bestellung ${number} bei ${shop} bezahlen`,
      heading: 'Ihre Bestellung ist bereit',
      text: 'Wir haben diese Bestellung für Sie zusammengestellt. Sehen Sie sie durch; der Link führt zur Zahlung. Bisher wurde nichts abgebucht.',
      button: 'Bestellung ansehen und bezahlen',
    },
    lostLink: {
      subject: (number, shop) => `Der Link zu Ihrer Bestellung ${number} bei ${shop}`,
      heading: 'Der Link zu Ihrer Bestellung',
      text: (number, day) =>
        `Jemand hat den Link zur Bestellung ${number} vom ${day} angefordert. Wer ihn hat, kann die Bestellung sehen; behalten Sie ihn für sich.`,
      ignore: 'Wenn Sie es nicht waren, ist nichts zu tun: Der Link ging an niemanden sonst.',
    },
    shipped: {
      subject: (number, shop) => `Ihre Bestellung ${number} von ${shop} ist unterwegs`,
      heading: 'Ihre Bestellung ist unterwegs',
      text: (number) => `Wir haben Ihre Bestellung ${number} verschickt.`,
      parcel: (parcel) => `Sendung: ${parcel}`,
      track: 'Sendung verfolgen',
    },
    refund: {
      pending: {
        subject: (number) => `Ihre Erstattung zur Bestellung ${number} ist unterwegs`,
        heading: 'Ihr Geld ist auf dem Rückweg',
        text: (amount, number) => `Wir erstatten Ihnen ${amount} zur Bestellung ${number}.`,
        more: 'Es geht auf die Karte oder das Konto, mit dem Sie bezahlt haben, meist innerhalb von zehn Tagen.',
      },
      succeeded: {
        subject: (number) => `Ihre Erstattung zur Bestellung ${number}`,
        heading: 'Ihr Geld wurde erstattet',
        text: (amount, number) => `Wir haben Ihnen ${amount} zur Bestellung ${number} erstattet.`,
        more: 'Ihre Bank zeigt es meist innerhalb von zehn Tagen, auf der Karte oder dem Konto, mit dem Sie bezahlt haben.',
      },
      failed: {
        subject: (number) => `Ihre Erstattung zur Bestellung ${number} hat nicht geklappt`,
        heading: 'Eine Erstattung hat nicht geklappt',
        text: (amount, number) =>
          `Wir wollten Ihnen ${amount} zur Bestellung ${number} erstatten, und Ihre Bank hat es nicht angenommen.`,
        more: 'Das Geld steht Ihnen weiter zu. Bitte antworten Sie auf diese E-Mail, damit wir einen anderen Weg finden.',
      },
    },
    review: {
      subject: (number) => `Bestellung ${number} muss geprüft werden`,
      heading: (number) => `Bestellung ${number} muss geprüft werden`,
      text: 'Der Shop hat zur Bestellung vermerkt:',
      deadline: (day) =>
        `Die Bank erwartet eine Antwort bis ${day}. Sie wird im Dashboard von Stripe gegeben.`,
      button: 'Bestellung öffnen',
    },
    reset: {
      subject: (shop) => `Ein neues Passwort für ${shop}`,
      heading: 'Ein neues Passwort',
      text: (email) =>
        `Jemand hat für ${email} ein neues Passwort angefordert. Wenn Sie es waren, wählen Sie innerhalb einer Stunde eines aus:`,
      button: 'Neues Passwort wählen',
      ignore: 'Wenn Sie es nicht waren, müssen Sie nichts tun: Das alte Passwort bleibt.',
    },
    sample: {
      item: 'Becher aus Steinzeug',
      otherItem: 'Leinendecke',
      discount: 'Willkommen',
      tax: 'MwSt.',
      delivery: 'Paket',
      review: 'Die Bank des Kunden hat diese Zahlung reklamiert.',
    },
  },
  preview: 'Vorschau: Diese Seite sieht nur, wer im Shop arbeitet; kaufen lässt sich hier nichts.',
  demoMail: {
    title: 'E-Mails der Demo',
    text: 'Eine Demo verschickt keine E-Mails. Was sie verschickt hätte, steht hier, das Neueste zuerst.',
    empty: 'Noch gibt es keine E-Mails.',
    to: 'An',
  },
  script: {
    working: 'Die Zahlungsseite wird geöffnet …',
    unreachable:
      'Der Shop ist nicht zu erreichen. Bitte prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
    unreadable: 'Etwas ist schiefgegangen. Bitte versuchen Sie es gleich noch einmal.',
    over: 'Diese Zahlung wurde inzwischen beendet und nichts dafür abgebucht. Sie können sie neu beginnen.',
    slow: 'Das dauert länger als sonst. Nichts ist verloren: Sehen Sie später wieder auf diese Seite.',
    unloadable: 'Das Zahlungsformular konnte nicht geladen werden. Es wurde nichts abgebucht.',
    unfinished: 'Die Zahlung konnte nicht abgeschlossen werden. Bitte versuchen Sie es noch einmal.',
    unconfirmed:
      'Ihre Bank konnte nicht bestätigen, dass Sie es waren, und es wurde nichts abgebucht. Bitte versuchen Sie es noch einmal, oder zahlen Sie mit einer anderen Karte.',
    loading: 'Das Zahlungsformular wird geladen …',
    paying: 'Wird bezahlt …',
  },
}
