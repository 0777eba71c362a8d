import { DefaultTemplate } from '@payloadcms/next/templates'
import { Gutter } from '@payloadcms/ui'
import { redirect } from 'next/navigation.js'
import type { AdminViewServerProps, ServerProps } from 'payload'
import { formatAdminURL } from 'payload/shared'
import { isLanguage, isStaff, LANGUAGES, type Language } from 'payload-stripe-shop/storefront'
import { isMailKind, MAIL_KINDS, type MailKind } from '../mail/mail-kinds.ts'
import { type PanelWords, panelWords } from './panel-words.ts'

const PATH = '/mails'

/** In the panel's menu. */
export function MailsLink({ payload, i18n }: ServerProps) {
  return (
    <a className="nav__link" href={addressOf(payload)}>
      <span className="nav__link-label">{panelWords(i18n.language).mails}</span>
    </a>
  )
}

/** Each mail that the shop writes, in each language, as it arrives. */
export function MailPreviews({ initPageResult, params, searchParams }: AdminViewServerProps) {
  const { req, locale, permissions, visibleEntities } = initPageResult
  const { payload, i18n, user } = req
  // Payload leaves it to a view of one's own whom it lets in.
  if (!isStaff(user)) redirect(formatAdminURL({ adminRoute: payload.config.routes.admin, path: '/login' }))
  const kind = isMailKind(searchParams?.kind) ? searchParams.kind : 'paid'
  const language = [searchParams?.language, i18n.language].find(isLanguage) ?? 'en'
  return (
    <DefaultTemplate
      {...{ i18n, payload, permissions, req, visibleEntities }}
      {...(locale && { locale })}
      {...(params && { params })}
      {...(searchParams && { searchParams })}
      {...(user && { user })}
    >
      <Gutter>
        <Mails address={addressOf(payload)} words={panelWords(i18n.language)} {...{ kind, language }} />
      </Gutter>
    </DefaultTemplate>
  )
}

interface MailsProps {
  kind: MailKind
  language: Language
  /** Of this view. */
  address: string
  words: PanelWords
}

function Mails({ kind, language, address, words }: MailsProps) {
  const mail = `/preview/mail/${kind}/${language}`
  const linkTo = (asked: { kind: string; language: string }) => `${address}?${new URLSearchParams(asked)}`
  return (
    <>
      <h1>{words.mails}</h1>
      <p>{words.aboutMails}</p>
      <nav style={CHOICES}>
        {Object.entries(LANGUAGES).map(([each, name]) => (
          <Choice key={each} href={linkTo({ kind, language: each })} isChosen={each === language}>
            {name}
          </Choice>
        ))}
      </nav>
      <nav style={CHOICES}>
        {MAIL_KINDS.map((each) => (
          <Choice key={each} href={linkTo({ kind: each, language })} isChosen={each === kind}>
            {words.mailKinds[each]}
          </Choice>
        ))}
      </nav>
      <iframe src={mail} title={words.mailKinds[kind]} style={{ ...FRAME, height: '44rem' }} />
      <h2>{words.asText}</h2>
      <iframe src={`${mail}/text`} title={words.asText} style={{ ...FRAME, height: '24rem' }} />
    </>
  )
}

function Choice({ href, isChosen, children }: { href: string; isChosen: boolean; children: string }) {
  return (
    <a href={href} {...(isChosen && { 'aria-current': 'page', style: { fontWeight: 'bold' } })}>
      {children}
    </a>
  )
}

function addressOf({ config }: ServerProps['payload']): string {
  return formatAdminURL({ adminRoute: config.routes.admin, path: PATH })
}

const CHOICES = { display: 'flex', flexWrap: 'wrap', gap: '0.5rem 1.5rem', margin: '1rem 0' } as const

/** Mails are written for light paper. */
const FRAME = { width: '100%', border: '1px solid var(--theme-elevation-150)', background: '#fff' } as const
