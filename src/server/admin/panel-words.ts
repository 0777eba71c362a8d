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
}

type PanelWords = typeof en

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
}

const WORDS: Readonly<Record<string, PanelWords | undefined>> = { en, de, ru }

export function panelWords(language: string): PanelWords {
  return WORDS[language] ?? en
}
