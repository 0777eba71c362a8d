import { MoneyCell as MoneyCell_24f132f2cd7cc31b934149c925b43ede } from '../../../plugin/admin/money/money-cell.tsx'
import { MoneyField as MoneyField_721a91e8cf6d7fdc20c6a95c843c4ca3 } from '../../../plugin/admin/money/money-field.tsx'
import { CurrencyCell as CurrencyCell_9c552f079f250d05b3501cccf46dc3d3 } from '../../../plugin/admin/money/currency-cell.tsx'
import { CurrencyField as CurrencyField_0bf93b4dfe667b4945e3929fdea94c5e } from '../../../plugin/admin/money/currency-field.tsx'
import { RscEntryLexicalCell as RscEntryLexicalCell_44fe37237e0ebf4470c9990d8cb7b07e } from '@payloadcms/richtext-lexical/rsc'
import { RscEntryLexicalField as RscEntryLexicalField_44fe37237e0ebf4470c9990d8cb7b07e } from '@payloadcms/richtext-lexical/rsc'
import { LexicalDiffComponent as LexicalDiffComponent_44fe37237e0ebf4470c9990d8cb7b07e } from '@payloadcms/richtext-lexical/rsc'
import { InlineToolbarFeatureClient as InlineToolbarFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { HorizontalRuleFeatureClient as HorizontalRuleFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { BlockquoteFeatureClient as BlockquoteFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { LinkFeatureClient as LinkFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { ChecklistFeatureClient as ChecklistFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { OrderedListFeatureClient as OrderedListFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { UnorderedListFeatureClient as UnorderedListFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { IndentFeatureClient as IndentFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { AlignFeatureClient as AlignFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { HeadingFeatureClient as HeadingFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { ParagraphFeatureClient as ParagraphFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { InlineCodeFeatureClient as InlineCodeFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { SuperscriptFeatureClient as SuperscriptFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { SubscriptFeatureClient as SubscriptFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { StrikethroughFeatureClient as StrikethroughFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { UnderlineFeatureClient as UnderlineFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { BoldFeatureClient as BoldFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { ItalicFeatureClient as ItalicFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { FixedToolbarFeatureClient as FixedToolbarFeatureClient_e70f5e05f09f93e00b997edb1ef0c864 } from '@payloadcms/richtext-lexical/client'
import { StockCell as StockCell_ede8658f47bc3fb568f527516a2da3cb } from '../../../plugin/admin/items/stock-cell.tsx'
import { StockField as StockField_f5883f7b7a14e9b48e5e03097f19fd28 } from '../../../plugin/admin/items/stock-field.tsx'
import { SyncState as SyncState_b4607eb8f52242efc2b4afb93b825a4a } from '../../../plugin/admin/sync/sync-state.tsx'
import { SyncCell as SyncCell_6331356e2a6d4009fc502cb591bd37cc } from '../../../plugin/admin/sync/sync-cell.tsx'
import { SyncFilter as SyncFilter_2a09e729e6cc81709242ff5612c0e8c6 } from '../../../plugin/admin/sync/sync-filter.tsx'
import { DraftOnlyArray as DraftOnlyArray_c22f8c084fd2f63a173d1cb8d51b16c5 } from '../../../plugin/admin/orders/draft-only-fields.tsx'
import { DraftOnlyRelationship as DraftOnlyRelationship_c22f8c084fd2f63a173d1cb8d51b16c5 } from '../../../plugin/admin/orders/draft-only-fields.tsx'
import { LiveTotals as LiveTotals_ceeae4968c4e6c1b178c5d1cabd33f51 } from '../../../plugin/admin/orders/live-totals.tsx'
import { KeptLines as KeptLines_46038cc59d5d5b8df4c0b7ed27d5cd02 } from '../../../plugin/admin/orders/kept-lines.tsx'
import { AddressField as AddressField_4012473d38652b47605695c64dfef50f } from '../../../plugin/admin/fields/address-field.tsx'
import { StripeLinks as StripeLinks_3b5736a7c0f3105b894163efe0f2148f } from '../../../plugin/admin/orders/stripe-links.tsx'
import { RefundOrder as RefundOrder_e5ab1864bcfc55b96e93ded7cdba9b29 } from '../../../plugin/admin/orders/refund-order.tsx'
import { StatusCell as StatusCell_26826832b7483e3c0e5bb03cad603e5b } from '../../../plugin/admin/orders/status-cell.tsx'
import { PaymentLink as PaymentLink_28f31098122cc3d7d6af0155f7e61562 } from '../../../plugin/admin/orders/payment-link.tsx'
import { ClearMonths as ClearMonths_cbfb0aa9442004217c370ded66979ac2 } from '../../../plugin/admin/discounts/clear-months.tsx'
import { MetadataField as MetadataField_9fe901792637d6c2412c0b3b613cbd3a } from '../../../plugin/admin/fields/metadata-field.tsx'
import { InclusiveField as InclusiveField_72fb849a8b75265e09a2cd38c048ab60 } from '../../../plugin/admin/taxes/inclusive-field.tsx'
import { DemoNotice as DemoNotice_4f1dfac3fe04fcede70492e8d5d1b072 } from '../../../server/admin/demo-notice.tsx'
import { CollectionCards as CollectionCards_f9c02e79a4aed9a3924487c0cd4cafb1 } from '@payloadcms/next/rsc'

/** @type import('payload').ImportMap */
export const importMap = {
  "/src/plugin/admin/money/money-cell.tsx#MoneyCell": MoneyCell_24f132f2cd7cc31b934149c925b43ede,
  "/src/plugin/admin/money/money-field.tsx#MoneyField": MoneyField_721a91e8cf6d7fdc20c6a95c843c4ca3,
  "/src/plugin/admin/money/currency-cell.tsx#CurrencyCell": CurrencyCell_9c552f079f250d05b3501cccf46dc3d3,
  "/src/plugin/admin/money/currency-field.tsx#CurrencyField": CurrencyField_0bf93b4dfe667b4945e3929fdea94c5e,
  "@payloadcms/richtext-lexical/rsc#RscEntryLexicalCell": RscEntryLexicalCell_44fe37237e0ebf4470c9990d8cb7b07e,
  "@payloadcms/richtext-lexical/rsc#RscEntryLexicalField": RscEntryLexicalField_44fe37237e0ebf4470c9990d8cb7b07e,
  "@payloadcms/richtext-lexical/rsc#LexicalDiffComponent": LexicalDiffComponent_44fe37237e0ebf4470c9990d8cb7b07e,
  "@payloadcms/richtext-lexical/client#InlineToolbarFeatureClient": InlineToolbarFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#HorizontalRuleFeatureClient": HorizontalRuleFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#BlockquoteFeatureClient": BlockquoteFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#LinkFeatureClient": LinkFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#ChecklistFeatureClient": ChecklistFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#OrderedListFeatureClient": OrderedListFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#UnorderedListFeatureClient": UnorderedListFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#IndentFeatureClient": IndentFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#AlignFeatureClient": AlignFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#HeadingFeatureClient": HeadingFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#ParagraphFeatureClient": ParagraphFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#InlineCodeFeatureClient": InlineCodeFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#SuperscriptFeatureClient": SuperscriptFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#SubscriptFeatureClient": SubscriptFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#StrikethroughFeatureClient": StrikethroughFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#UnderlineFeatureClient": UnderlineFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#BoldFeatureClient": BoldFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#ItalicFeatureClient": ItalicFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "@payloadcms/richtext-lexical/client#FixedToolbarFeatureClient": FixedToolbarFeatureClient_e70f5e05f09f93e00b997edb1ef0c864,
  "/src/plugin/admin/items/stock-cell.tsx#StockCell": StockCell_ede8658f47bc3fb568f527516a2da3cb,
  "/src/plugin/admin/items/stock-field.tsx#StockField": StockField_f5883f7b7a14e9b48e5e03097f19fd28,
  "/src/plugin/admin/sync/sync-state.tsx#SyncState": SyncState_b4607eb8f52242efc2b4afb93b825a4a,
  "/src/plugin/admin/sync/sync-cell.tsx#SyncCell": SyncCell_6331356e2a6d4009fc502cb591bd37cc,
  "/src/plugin/admin/sync/sync-filter.tsx#SyncFilter": SyncFilter_2a09e729e6cc81709242ff5612c0e8c6,
  "/src/plugin/admin/orders/draft-only-fields.tsx#DraftOnlyArray": DraftOnlyArray_c22f8c084fd2f63a173d1cb8d51b16c5,
  "/src/plugin/admin/orders/draft-only-fields.tsx#DraftOnlyRelationship": DraftOnlyRelationship_c22f8c084fd2f63a173d1cb8d51b16c5,
  "/src/plugin/admin/orders/live-totals.tsx#LiveTotals": LiveTotals_ceeae4968c4e6c1b178c5d1cabd33f51,
  "/src/plugin/admin/orders/kept-lines.tsx#KeptLines": KeptLines_46038cc59d5d5b8df4c0b7ed27d5cd02,
  "/src/plugin/admin/fields/address-field.tsx#AddressField": AddressField_4012473d38652b47605695c64dfef50f,
  "/src/plugin/admin/orders/stripe-links.tsx#StripeLinks": StripeLinks_3b5736a7c0f3105b894163efe0f2148f,
  "/src/plugin/admin/orders/refund-order.tsx#RefundOrder": RefundOrder_e5ab1864bcfc55b96e93ded7cdba9b29,
  "/src/plugin/admin/orders/status-cell.tsx#StatusCell": StatusCell_26826832b7483e3c0e5bb03cad603e5b,
  "/src/plugin/admin/orders/payment-link.tsx#PaymentLink": PaymentLink_28f31098122cc3d7d6af0155f7e61562,
  "/src/plugin/admin/discounts/clear-months.tsx#ClearMonths": ClearMonths_cbfb0aa9442004217c370ded66979ac2,
  "/src/plugin/admin/fields/metadata-field.tsx#MetadataField": MetadataField_9fe901792637d6c2412c0b3b613cbd3a,
  "/src/plugin/admin/taxes/inclusive-field.tsx#InclusiveField": InclusiveField_72fb849a8b75265e09a2cd38c048ab60,
  "/src/server/admin/demo-notice.tsx#DemoNotice": DemoNotice_4f1dfac3fe04fcede70492e8d5d1b072,
  "@payloadcms/next/rsc#CollectionCards": CollectionCards_f9c02e79a4aed9a3924487c0cd4cafb1
}
