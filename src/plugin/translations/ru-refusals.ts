import type { Refusal } from './de-refusals.ts'

/** What the shop refuses, for shoppers and staff, by the English sentence. */
export const ruRefusals: Readonly<Record<Refusal, string>> = {
  'There is nothing here.': 'Здесь ничего нет.',
  'There is no such item in this shop.': 'Такого товара в этом магазине нет.',
  'There is no such item.': 'Такого товара нет.',
  'There is no such order.': 'Такого заказа нет.',
  'There is no such user.': 'Такого пользователя нет.',
  'The mails of a demo are shown on the shop’s own machine only.':
    'Письма демоверсии показываются только на компьютере самого магазина.',
  'There is no such file.': 'Такого файла нет.',
  'There is nothing under this id.': 'Под этим номером ничего нет.',
  'This item is no longer sold.': 'Этот товар больше не продаётся.',
  'That item is not in your cart any more.': 'Этого товара больше нет в вашей корзине.',
  'Your cart is empty.': 'Ваша корзина пуста.',
  'The row has nothing in its column “{1}”.': 'В этой строке ничего нет в столбце «{1}».',
  'More than one item has this “{1}”.': 'Больше чем у одного товара такое значение в «{1}».',
  'The item has a draft. Publish it or go back to the published one first.':
    'У товара есть черновик. Сначала опубликуйте его или вернитесь к опубликованной версии.',
  'A cart holds at most {1} of one item.': 'В корзину помещается не больше {1} штук одного товара.',
  'A cart holds at most {1} different items.': 'В корзину помещается не больше {1} разных товаров.',
  '“{1}” is sold in {2} and your cart is in {3}. A payment has one currency: pay for your cart first, or remove what is in it.':
    '«{1}» продаётся в {2}, а ваша корзина — в {3}. У платежа одна валюта: сначала оплатите корзину или очистите её.',
  'Only {1} left of “{2}”.': 'Товара «{2}» осталось всего {1}.',
  '“{1}” is sold out.': 'Товар «{1}» распродан.',
  '“{1}” is not for sale any more.': 'Товар «{1}» больше не продаётся.',
  'The last of “{1}” is being paid for by somebody else. Please try again in a while.':
    'Последний товар «{1}» сейчас оплачивает кто-то другой. Попробуйте чуть позже.',
  'quantity must be a whole number from 1 to {1}.': 'Количество должно быть целым числом от 1 до {1}.',
  'The code “{1}” is not valid.': 'Промокод «{1}» недействителен.',
  'The code “{1}” {2}.': 'Промокод «{1}» {2}.',
  'is not active': 'не действует',
  'has expired': 'истёк',
  'has been used up': 'уже использован',
  'is for another currency than your cart’s': 'действует для другой валюты, чем в вашей корзине',
  'This shop has no such code.': 'В этом магазине нет такого промокода.',
  'The discount “{1}” has been used up.': 'Скидка «{1}» уже использована.',
  'The total has changed since this page was shown. Look at your cart again before you pay.':
    'Сумма изменилась с тех пор, как открыта эта страница. Проверьте корзину ещё раз перед оплатой.',
  'The payment that you started before has gone through. Your cart shows what is left.':
    'Начатый ранее платёж прошёл. В корзине видно, что осталось.',
  'This purchase is being started already. Please try again.':
    'Эта покупка уже начинается. Попробуйте ещё раз.',
  'This order is paid already.': 'Этот заказ уже оплачен.',
  'An order that is {1} cannot be paid.': 'Заказ в состоянии «{1}» нельзя оплатить.',
  'An order that is {1} cannot be packed.': 'Заказ в состоянии «{1}» нельзя упаковать.',
  'This order cannot be paid as it stands. {1}': 'В таком виде этот заказ нельзя оплатить. {1}',
  'The total of {1} is below the smallest payment possible, {2}.':
    'Сумма {1} меньше наименьшего возможного платежа, {2}.',
  'The total of {1} is above the largest payment possible, {2}.':
    'Сумма {1} больше наибольшего возможного платежа, {2}.',
  'The total of {1} cannot be paid: amounts in {2} must be multiples of {3}, and a tax or discount has led away from that. Choose another quantity, or leave out the discount; otherwise the shop has to change a price or the tax.':
    'Сумму {1} нельзя оплатить: суммы в {2} должны быть кратны {3}, а налог или скидка этому мешают. Выберите другое количество или откажитесь от скидки; иначе магазину придётся изменить цену или налог.',
  'The payment could not be started: Stripe refused it.': 'Не удалось начать оплату: Stripe её отклонил.',
  'The payment service cannot be reached. Please try again in a moment.':
    'Платёжный сервис недоступен. Попробуйте чуть позже.',
  'Payments in {1} are not set up.': 'Платежи в {1} не настроены.',
  'Use the whole link of this order, with its token, or sign in.':
    'Откройте ссылку этого заказа целиком или войдите.',
  'This link does not belong to this order.': 'Эта ссылка не от этого заказа.',
  'Sign in, or send an API key.': 'Войдите или передайте API-ключ.',
  'Sign in first.': 'Сначала войдите.',
  'Enter the number of your order.': 'Введите номер заказа.',
  'Enter an e-mail address.': 'Введите адрес эл. почты.',
  'This is for staff.': 'Это только для сотрудников.',
  'Requests from other sites are not accepted.': 'Запросы с других сайтов не принимаются.',
  'A payment is not started ahead of a click.': 'Оплата не начинается до нажатия.',
  'Too many purchases in a minute. Please wait a moment.':
    'Слишком много покупок за минуту. Подождите немного.',
  'Too many changes to the cart in a minute. Please wait a moment.':
    'Слишком много изменений корзины за минуту. Подождите немного.',
  'Too many promotion codes in a minute. Please wait a moment.':
    'Слишком много промокодов за минуту. Подождите немного.',
  'Too many requests in a minute. Please wait a moment.':
    'Слишком много запросов за минуту. Подождите немного.',
  'Too many refunds were asked for in a minute. Please wait a moment.':
    'Слишком много возвратов за минуту. Подождите немного.',
  'Too many failed log-ins. Please wait a minute.': 'Слишком много неудачных входов. Подождите минуту.',
  'Too many wrong API keys. Please wait a minute.': 'Слишком много неверных API-ключей. Подождите минуту.',
  'This address does not support that method.': 'Этот адрес не принимает такие запросы.',
  'The request is too large.': 'Запрос слишком большой.',
  'The request cannot be read.': 'Запрос не удалось прочитать.',
  'Something went wrong. The fault is ours; please try again.':
    'Что-то пошло не так. Ошибка на нашей стороне; попробуйте ещё раз.',
  'The shop cannot reach its database at this moment. Please try again.':
    'Магазин сейчас не может связаться со своей базой данных. Попробуйте ещё раз.',
  'Somebody else changed the same at this moment. Please try again.':
    'Кто-то другой только что изменил то же самое. Попробуйте ещё раз.',
  'This shop sends no mail yet. Ask an administrator for a new password.':
    'Этот магазин пока не отправляет писем. Попросите новый пароль у администратора.',
  '"{1}" is kept by the shop and cannot be changed by hand.':
    '«{1}» ведёт сам магазин, вручную это изменить нельзя.',
  'An order that is {1} cannot be deleted.': 'Заказ в состоянии «{1}» нельзя удалить.',
  'An order that is {1} cannot become {2}.': 'Заказ в состоянии «{1}» не может перейти в состояние «{2}».',
  'An order that is {1} has nothing to give back.': 'По заказу в состоянии «{1}» нечего возвращать.',
  'Stripe has not said yet what became of a payment. Try again in a minute.':
    'Stripe ещё не сообщил, что стало с платежом. Попробуйте через минуту.',
  'Refunds are for administrators and support.': 'Возвраты делают администраторы и поддержка.',
  'At most {1} can be given back.': 'Вернуть можно не больше {1}.',
  'Stripe refused the refund: {1}': 'Stripe отклонил возврат: {1}',
  'Stripe did not confirm the refund. It is asked for again by itself within a minute: do not make it twice.':
    'Stripe не подтвердил возврат. Запрос повторится сам в течение минуты: не делайте его дважды.',
  'Retrying events is for administrators.': 'Повторять события могут только администраторы.',
  'There is no such event.': 'Такого события нет.',
  'Stripe does not know this event any more: it keeps events for 30 days.':
    'Stripe больше не знает этого события: он хранит события 30 дней.',
  'Stripe could not be asked: {1}': 'Не удалось обратиться к Stripe: {1}',
  'The money was paid to the installation that this database was copied from: it is given back there.':
    'Деньги получила та установка, с которой скопирована эта база данных: вернуть их можно там.',
  'The payment is disputed: the dispute decides what becomes of the money.':
    'По платежу открыт спор: он решит, что станет с деньгами.',
  'Nothing more can be given back while Stripe has not confirmed what was asked for before.':
    'Пока Stripe не подтвердил прежний запрос, вернуть больше нельзя.',
  'Everything that was received has been given back.': 'Всё полученное уже возвращено.',
  '"lines.{1}.quantity" must be a whole number from 1 to 99.':
    'В позиции {1} количество должно быть целым числом от 1 до 99.',
  '"lines.{1}.item" is not an item that is on sale.': 'В позиции {1} указан товар, которого нет в продаже.',
  'There is no {1} {2} for this order.': 'Для этого заказа нет: {1} {2}.',
  item: 'товар',
  discount: 'скидка',
  tax: 'налог',
  '"lines" mixes currencies: {1}. An order has only one.':
    'В позициях разные валюты: {1}. У заказа она одна.',
  '"discount" is not a discount of this shop.': 'Такой скидки в этом магазине нет.',
  '"discount" cannot be used: {1}': 'Скидку нельзя применить: {1}',
  'The discount "{1}" is not active.': 'Скидка «{1}» не действует.',
  'The discount "{1}" has expired.': 'Срок скидки «{1}» истёк.',
  'The discount "{1}" has been used up.': 'Скидка «{1}» уже использована.',
  'The discount "{1}" is in {2}, the order in {3}.': 'Скидка «{1}» — в {2}, а заказ — в {3}.',
  '"taxes" may have at most {1} entries.': 'Налогов может быть не больше {1}.',
  '"taxes" names a tax that does not exist.': 'Среди налогов есть несуществующий.',
  '"taxes": “{1}” is not active.': 'Налог «{1}» не действует.',
  '"taxes" must be a list.': 'Налоги должны быть списком.',
  'price must be a whole number of the currency’s minor unit (1999 for 19.99).':
    'Цена должна быть целым числом в наименьших единицах валюты (1999 для 19,99).',
  'price must be more than 0.': 'Цена должна быть больше 0.',
  'price must be at most {1}.': 'Цена должна быть не больше {1}.',
  'stock must be a whole number, 0 or more, or empty for unlimited.':
    'Остаток должен быть целым числом от 0; пустое поле — без ограничений.',
  'currency is required: one of {1}.': 'Не указана валюта: одна из {1}.',
  'currency must be one of {1}.': 'Валюта должна быть одной из {1}.',
  'The disk of the shop is full: no picture can be stored now.':
    'Диск магазина переполнен: сейчас сохранить изображение нельзя.',
  'A picture has {1} million pixels at most.': 'В изображении может быть не больше {1} миллионов пикселей.',
  'A percentage here has at most {1} decimals.': 'У процента здесь не больше {1} знаков после запятой.',
  '"{1}" is not a percentage.': '«{1}» — не процент.',
  '"code" is already used by the discount "{1}".': 'Этот промокод уже есть у скидки «{1}».',
  '"appliesByDefault" is for at most {1} taxes: an order takes no more.':
    'Сами применяться могут не больше {1} налогов: больше заказ не примет.',
  '"percentOff" or "amountOff" is required.': 'Не указана скидка в процентах или суммой.',
  '"percentOff" and "amountOff" exclude each other.': 'Скидка бывает либо в процентах, либо суммой.',
  '"{1}" {2}.': '«{1}»: {2}.',
  'is required': 'не указано',
  'must be text': 'должен быть текст',
  'must have at most {1} characters': 'должно быть не больше {1} символов',
  'must be true or false': 'должно быть да или нет',
  'must be a whole number of at least 1': 'должно быть целое число не меньше 1',
  'must be more than 0 and at most 100, with at most two decimals':
    'должно быть больше 0 и не больше 100, не больше двух знаков после запятой',
  'must be from 0 to 100, with at most four decimals':
    'должно быть от 0 до 100, не больше четырёх знаков после запятой',
  'must be a whole number of minor units from 1 to {1}':
    'должно быть целое число наименьших единиц от 1 до {1}',
  'is required with "amountOff"': 'нужно указать вместе со скидкой суммой',
  'must be a currency code of three lower-case letters': 'должен быть код валюты из трёх строчных букв',
  'must be one of {1}': 'должно быть одно из {1}',
  'is required with "duration" repeating': 'нужно указать для срока в несколько месяцев',
  'is only for "duration" repeating': 'бывает только для срока в несколько месяцев',
  'must be a date': 'должна быть дата',
  'must be in the future': 'должно быть в будущем',
  'must be at most {1} years ahead': 'должно быть не дальше {1} лет вперёд',
  'may have only letters a to z, digits and dashes': 'допускаются только буквы от a до z, цифры и дефисы',
  'must be a country code of two capital letters, such as DE':
    'должен быть код страны из двух прописных букв, например DE',
  'must be an object whose values are texts': 'должны быть ключи с текстами',
  'must have at most {1} keys': 'должно быть не больше {1} ключей',
  'must not have an empty key': 'не должно быть пустого ключа',
  'must have keys of at most {1} characters': 'ключи должны быть не длиннее {1} символов',
  'must not have square brackets in its keys': 'в ключах не должно быть квадратных скобок',
  'must have a text under "{1}"': 'нужен текст под «{1}»',
  'must have a text of at most {1} characters under "{2}"':
    'текст под «{2}» должен быть не длиннее {1} символов',
  'language must be one of {1}.': 'Язык должен быть одним из {1}.',
  'timeZone must be a name such as "Europe/Berlin".': 'Часовой пояс должен быть именем вида «Europe/Berlin».',
  'slug must be lower-case letters, digits and hyphens, such as "terms".':
    'Конец адреса состоит из строчных латинских букв, цифр и дефисов, например «terms».',
  'currentPassword is needed to change your password or e-mail address.':
    'Чтобы сменить пароль или адрес почты, нужен нынешний пароль.',
  'currentPassword is not your password.': 'Это не ваш нынешний пароль.',
  'Passwords and e-mail addresses are changed one user at a time.':
    'Пароли и адреса почты меняются по одному пользователю.',
  'This is the last administrator. Make somebody else an administrator first, or nobody could give roles any more.':
    'Это последний администратор. Сначала назначьте другого, иначе никто не сможет давать роли.',
  'Only an administrator can change "role".': 'Роль может изменить только администратор.',
  'API keys are made by the shop: POST /api/users/:id/api-key.':
    'API-ключи создаёт магазин: POST /api/users/:id/api-key.',
  'Keys are made by an administrator, or by oneself, when signed in.':
    'Ключи создаёт администратор или сам вошедший пользователь для себя.',
  'A document is held in one’s own name only.': 'Документ можно занять только от своего имени.',
  'There is no such preference.': 'Такой настройки нет.',
  'There is no such account.': 'Такого аккаунта нет.',
  'Nobody is verified by mail here.': 'Здесь никого не подтверждают по почте.',
  'This collection keeps no versions.': 'У этих документов нет версий.',
  // Delivery
  'That delivery option is not there for your cart any more.':
    'Этого способа доставки для вашей корзины больше нет.',
  '"shippingRate" is not a delivery option for this order.': 'Этот способ доставки не подходит для заказа.',
  '"fulfilment" cannot become {1}: this order is not paid, or has nothing to be sent.':
    'Состояние доставки не может стать «{1}»: заказ не оплачен или отправлять нечего.',
  'trackingUrl must be a web address that begins with https://.':
    'Ссылка для отслеживания должна быть адресом, который начинается с https://.',
  'must be a whole number from 1 to {1}': 'должно быть целое число от 1 до {1}',
  'must not be less than "minDays"': 'не должно быть меньше наименьшего срока',
  'must be a whole number of minor units from 0 to {1}':
    'должно быть целое число наименьших единиц от 0 до {1}',
  'The accountant’s list is for administrators and support.':
    'Список для бухгалтера — для администраторов и поддержки.',
  '"from" and "to" are days such as 2026-11-30, the first one first.':
    '«from» и «to» — дни вида 2026-11-30, сначала первый.',
}
