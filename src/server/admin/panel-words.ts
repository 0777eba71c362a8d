/** What the shop's own parts of the panel say, beside the plugin's. */
const en = {
  apiKey: 'API key',
  newApiKey: 'New API key',
  createKey: 'Create a new key',
  removeKey: 'Remove the key',
  failed: 'That did not work. Please try again.',
  currentPassword: 'Current password',
  whyPassword: 'Needed to change your password or e-mail address.',
  sendLink: 'Send the link by mail',
  sendLinkTo: 'E-mail of the customer',
  sendLinkDone: 'The mail is on its way.',
  packingSlip: 'Packing slip, to print',
  nothingImported: 'Nothing was imported, because of these rows:',
  row: 'Row',
  mails: 'Mails',
  aboutMails: 'What buyers and staff are sent, shown with an order that does not exist.',
  asText: 'The same as text',
  mailKinds: {
    paid: 'Order confirmation',
    link: 'Payment link',
    'lost-link': 'Lost link to an order',
    shipped: 'Shipped',
    'refund-pending': 'Refund on its way',
    'refund-succeeded': 'Refund done',
    'refund-failed': 'Refund failed',
    review: 'Order needs a look (to staff)',
    reset: 'New password',
  },
}

export type PanelWords = typeof en

const de: PanelWords = {
  apiKey: 'API-Schlüssel',
  newApiKey: 'Neuer API-Schlüssel',
  createKey: 'Neuen Schlüssel machen',
  removeKey: 'Schlüssel entfernen',
  failed: 'Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.',
  currentPassword: 'Jetziges Passwort',
  whyPassword: 'Nötig, um Passwort oder E-Mail-Adresse zu ändern.',
  sendLink: 'Link per E-Mail senden',
  sendLinkTo: 'E-Mail des Kunden',
  sendLinkDone: 'Die E-Mail ist unterwegs.',
  packingSlip: 'Packzettel zum Drucken',
  nothingImported: 'Wegen dieser Zeilen wurde nichts importiert:',
  row: 'Zeile',
  mails: 'E-Mails',
  aboutMails: 'Was Käufer und Mitarbeiter bekommen, gezeigt an einer Bestellung, die es nicht gibt.',
  asText: 'Dasselbe als Text',
  mailKinds: {
    paid: 'Bestellbestätigung',
    link: 'Link zur Zahlung',
    'lost-link': 'Verlorener Link zur Bestellung',
    shipped: 'Verschickt',
    'refund-pending': 'Erstattung unterwegs',
    'refund-succeeded': 'Erstattung erledigt',
    'refund-failed': 'Erstattung gescheitert',
    review: 'Bestellung prüfen (an Mitarbeiter)',
    reset: 'Neues Passwort',
  },
}

const ru: PanelWords = {
  apiKey: 'API-ключ',
  newApiKey: 'Новый API-ключ',
  createKey: 'Создать новый ключ',
  removeKey: 'Удалить ключ',
  failed: 'Не получилось. Попробуйте ещё раз.',
  currentPassword: 'Нынешний пароль',
  whyPassword: 'Нужен, чтобы сменить пароль или адрес почты.',
  sendLink: 'Отправить ссылку по почте',
  sendLinkTo: 'Эл. почта покупателя',
  sendLinkDone: 'Письмо отправляется.',
  packingSlip: 'Упаковочный лист для печати',
  nothingImported: 'Из-за этих строк ничего не импортировано:',
  row: 'Строка',
  mails: 'Письма',
  aboutMails: 'Что получают покупатели и сотрудники, на примере заказа, которого нет.',
  asText: 'То же текстом',
  mailKinds: {
    paid: 'Подтверждение заказа',
    link: 'Ссылка на оплату',
    'lost-link': 'Ссылка на заказ ещё раз',
    shipped: 'Отправлен',
    'refund-pending': 'Возврат в пути',
    'refund-succeeded': 'Деньги возвращены',
    'refund-failed': 'Возврат не прошёл',
    review: 'Проверьте заказ (сотрудникам)',
    reset: 'Новый пароль',
  },
}

const WORDS: Readonly<Record<string, PanelWords | undefined>> = { en, de, ru }

export function panelWords(language: string): PanelWords {
  return WORDS[language] ?? en
}
