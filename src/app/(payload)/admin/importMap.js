import { CurrentPassword as CurrentPassword_fb547d2e66ed401e0f00be0c7da1347a } from '../../../../src/server/admin/current-password.tsx'
import { ApiKey as ApiKey_d1c78b97b61b6353e6cc5c24971bc0f3 } from '../../../../src/server/admin/api-key.tsx'
import { StartHere as StartHere_956db91033a8de5a2809aadf534d537c } from 'payload-stripe-shop/client'
import { MoneyCell as MoneyCell_956db91033a8de5a2809aadf534d537c } from 'payload-stripe-shop/client'
import { MoneyField as MoneyField_956db91033a8de5a2809aadf534d537c } from 'payload-stripe-shop/client'
import { CurrencyCell as CurrencyCell_1a719033a5eddf8a46945ffec572bdcf } from 'payload-stripe-shop/rsc'
import { CurrencyField as CurrencyField_956db91033a8de5a2809aadf534d537c } from 'payload-stripe-shop/client'
import { MoneyRowDiff as MoneyRowDiff_956db91033a8de5a2809aadf534d537c } from 'payload-stripe-shop/client'
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
import { StockCell as StockCell_1a719033a5eddf8a46945ffec572bdcf } from 'payload-stripe-shop/rsc'
import { StockField as StockField_956db91033a8de5a2809aadf534d537c } from 'payload-stripe-shop/client'
import { NoDiff as NoDiff_956db91033a8de5a2809aadf534d537c } from 'payload-stripe-shop/client'
import { SyncState as SyncState_956db91033a8de5a2809aadf534d537c } from 'payload-stripe-shop/client'
import { SyncCell as SyncCell_1a719033a5eddf8a46945ffec572bdcf } from 'payload-stripe-shop/rsc'
import { ExportListMenuItem as ExportListMenuItem_cdf7e044479f899a31f804427d568b36 } from '@payloadcms/plugin-import-export/rsc'
import { ImportListMenuItem as ImportListMenuItem_cdf7e044479f899a31f804427d568b36 } from '@payloadcms/plugin-import-export/rsc'
import { SyncFilter as SyncFilter_1a719033a5eddf8a46945ffec572bdcf } from 'payload-stripe-shop/rsc'
import { DraftOnlyArray as DraftOnlyArray_956db91033a8de5a2809aadf534d537c } from 'payload-stripe-shop/client'
import { DraftOnlyRelationship as DraftOnlyRelationship_956db91033a8de5a2809aadf534d537c } from 'payload-stripe-shop/client'
import { LiveTotals as LiveTotals_956db91033a8de5a2809aadf534d537c } from 'payload-stripe-shop/client'
import { KeptLines as KeptLines_1a719033a5eddf8a46945ffec572bdcf } from 'payload-stripe-shop/rsc'
import { AddressField as AddressField_1a719033a5eddf8a46945ffec572bdcf } from 'payload-stripe-shop/rsc'
import { StripeLinks as StripeLinks_1a719033a5eddf8a46945ffec572bdcf } from 'payload-stripe-shop/rsc'
import { StatusCell as StatusCell_1a719033a5eddf8a46945ffec572bdcf } from 'payload-stripe-shop/rsc'
import { PaymentLink as PaymentLink_1a719033a5eddf8a46945ffec572bdcf } from 'payload-stripe-shop/rsc'
import { PackingSlip as PackingSlip_2ebb652fd205c1b29f6f56dc7bc2b108 } from '../../../../src/server/admin/packing-slip.tsx'
import { SendLink as SendLink_834f19bc1a06602bf77ac7d8be099598 } from '../../../../src/server/admin/send-link.tsx'
import { RefundOrder as RefundOrder_1a719033a5eddf8a46945ffec572bdcf } from 'payload-stripe-shop/rsc'
import { OrderFilters as OrderFilters_1a719033a5eddf8a46945ffec572bdcf } from 'payload-stripe-shop/rsc'
import { AccountingForm as AccountingForm_1a719033a5eddf8a46945ffec572bdcf } from 'payload-stripe-shop/rsc'
import { ClearMonths as ClearMonths_956db91033a8de5a2809aadf534d537c } from 'payload-stripe-shop/client'
import { MetadataField as MetadataField_956db91033a8de5a2809aadf534d537c } from 'payload-stripe-shop/client'
import { InclusiveField as InclusiveField_956db91033a8de5a2809aadf534d537c } from 'payload-stripe-shop/client'
import { RetryEvent as RetryEvent_1a719033a5eddf8a46945ffec572bdcf } from 'payload-stripe-shop/rsc'
import { JsonText as JsonText_1a719033a5eddf8a46945ffec572bdcf } from 'payload-stripe-shop/rsc'
import { FormatField as FormatField_cdf7e044479f899a31f804427d568b36 } from '@payloadcms/plugin-import-export/rsc'
import { LimitField as LimitField_cdf7e044479f899a31f804427d568b36 } from '@payloadcms/plugin-import-export/rsc'
import { Page as Page_cdf7e044479f899a31f804427d568b36 } from '@payloadcms/plugin-import-export/rsc'
import { SortBy as SortBy_cdf7e044479f899a31f804427d568b36 } from '@payloadcms/plugin-import-export/rsc'
import { SortOrder as SortOrder_cdf7e044479f899a31f804427d568b36 } from '@payloadcms/plugin-import-export/rsc'
import { SelectionToUseField as SelectionToUseField_cdf7e044479f899a31f804427d568b36 } from '@payloadcms/plugin-import-export/rsc'
import { FieldsToExport as FieldsToExport_cdf7e044479f899a31f804427d568b36 } from '@payloadcms/plugin-import-export/rsc'
import { CollectionField as CollectionField_cdf7e044479f899a31f804427d568b36 } from '@payloadcms/plugin-import-export/rsc'
import { ExportPreview as ExportPreview_cdf7e044479f899a31f804427d568b36 } from '@payloadcms/plugin-import-export/rsc'
import { ExportSaveButton as ExportSaveButton_cdf7e044479f899a31f804427d568b36 } from '@payloadcms/plugin-import-export/rsc'
import { ImportIssues as ImportIssues_dcddc6427383436af3ab8caa93a244d7 } from '../../../../src/server/admin/import-issues.tsx'
import { ImportPreview as ImportPreview_cdf7e044479f899a31f804427d568b36 } from '@payloadcms/plugin-import-export/rsc'
import { ImportSaveButton as ImportSaveButton_cdf7e044479f899a31f804427d568b36 } from '@payloadcms/plugin-import-export/rsc'
import { ChoiceField as ChoiceField_956db91033a8de5a2809aadf534d537c } from 'payload-stripe-shop/client'
import { MailsLink as MailsLink_b57f1dbd5bd7a1e6284af5dad5f66926 } from '../../../../src/server/admin/mail-previews.tsx'
import { SetupChecklist as SetupChecklist_1a719033a5eddf8a46945ffec572bdcf } from 'payload-stripe-shop/rsc'
import { ShopFigures as ShopFigures_1a719033a5eddf8a46945ffec572bdcf } from 'payload-stripe-shop/rsc'
import { DemoNotice as DemoNotice_50f5d3068db463604b02a9cc74103f79 } from '../../../../src/server/admin/demo-notice.tsx'
import { ImportExportProvider as ImportExportProvider_cdf7e044479f899a31f804427d568b36 } from '@payloadcms/plugin-import-export/rsc'
import { MailPreviews as MailPreviews_b57f1dbd5bd7a1e6284af5dad5f66926 } from '../../../../src/server/admin/mail-previews.tsx'
import { CollectionCards as CollectionCards_f9c02e79a4aed9a3924487c0cd4cafb1 } from '@payloadcms/next/rsc'

/** @type import('payload').ImportMap */
export const importMap = {
  "/src/server/admin/current-password.tsx#CurrentPassword": CurrentPassword_fb547d2e66ed401e0f00be0c7da1347a,
  "/src/server/admin/api-key.tsx#ApiKey": ApiKey_d1c78b97b61b6353e6cc5c24971bc0f3,
  "payload-stripe-shop/client#StartHere": StartHere_956db91033a8de5a2809aadf534d537c,
  "payload-stripe-shop/client#MoneyCell": MoneyCell_956db91033a8de5a2809aadf534d537c,
  "payload-stripe-shop/client#MoneyField": MoneyField_956db91033a8de5a2809aadf534d537c,
  "payload-stripe-shop/rsc#CurrencyCell": CurrencyCell_1a719033a5eddf8a46945ffec572bdcf,
  "payload-stripe-shop/client#CurrencyField": CurrencyField_956db91033a8de5a2809aadf534d537c,
  "payload-stripe-shop/client#MoneyRowDiff": MoneyRowDiff_956db91033a8de5a2809aadf534d537c,
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
  "payload-stripe-shop/rsc#StockCell": StockCell_1a719033a5eddf8a46945ffec572bdcf,
  "payload-stripe-shop/client#StockField": StockField_956db91033a8de5a2809aadf534d537c,
  "payload-stripe-shop/client#NoDiff": NoDiff_956db91033a8de5a2809aadf534d537c,
  "payload-stripe-shop/client#SyncState": SyncState_956db91033a8de5a2809aadf534d537c,
  "payload-stripe-shop/rsc#SyncCell": SyncCell_1a719033a5eddf8a46945ffec572bdcf,
  "@payloadcms/plugin-import-export/rsc#ExportListMenuItem": ExportListMenuItem_cdf7e044479f899a31f804427d568b36,
  "@payloadcms/plugin-import-export/rsc#ImportListMenuItem": ImportListMenuItem_cdf7e044479f899a31f804427d568b36,
  "payload-stripe-shop/rsc#SyncFilter": SyncFilter_1a719033a5eddf8a46945ffec572bdcf,
  "payload-stripe-shop/client#DraftOnlyArray": DraftOnlyArray_956db91033a8de5a2809aadf534d537c,
  "payload-stripe-shop/client#DraftOnlyRelationship": DraftOnlyRelationship_956db91033a8de5a2809aadf534d537c,
  "payload-stripe-shop/client#LiveTotals": LiveTotals_956db91033a8de5a2809aadf534d537c,
  "payload-stripe-shop/rsc#KeptLines": KeptLines_1a719033a5eddf8a46945ffec572bdcf,
  "payload-stripe-shop/rsc#AddressField": AddressField_1a719033a5eddf8a46945ffec572bdcf,
  "payload-stripe-shop/rsc#StripeLinks": StripeLinks_1a719033a5eddf8a46945ffec572bdcf,
  "payload-stripe-shop/rsc#StatusCell": StatusCell_1a719033a5eddf8a46945ffec572bdcf,
  "payload-stripe-shop/rsc#PaymentLink": PaymentLink_1a719033a5eddf8a46945ffec572bdcf,
  "/src/server/admin/packing-slip.tsx#PackingSlip": PackingSlip_2ebb652fd205c1b29f6f56dc7bc2b108,
  "/src/server/admin/send-link.tsx#SendLink": SendLink_834f19bc1a06602bf77ac7d8be099598,
  "payload-stripe-shop/rsc#RefundOrder": RefundOrder_1a719033a5eddf8a46945ffec572bdcf,
  "payload-stripe-shop/rsc#OrderFilters": OrderFilters_1a719033a5eddf8a46945ffec572bdcf,
  "payload-stripe-shop/rsc#AccountingForm": AccountingForm_1a719033a5eddf8a46945ffec572bdcf,
  "payload-stripe-shop/client#ClearMonths": ClearMonths_956db91033a8de5a2809aadf534d537c,
  "payload-stripe-shop/client#MetadataField": MetadataField_956db91033a8de5a2809aadf534d537c,
  "payload-stripe-shop/client#InclusiveField": InclusiveField_956db91033a8de5a2809aadf534d537c,
  "payload-stripe-shop/rsc#RetryEvent": RetryEvent_1a719033a5eddf8a46945ffec572bdcf,
  "payload-stripe-shop/rsc#JsonText": JsonText_1a719033a5eddf8a46945ffec572bdcf,
  "@payloadcms/plugin-import-export/rsc#FormatField": FormatField_cdf7e044479f899a31f804427d568b36,
  "@payloadcms/plugin-import-export/rsc#LimitField": LimitField_cdf7e044479f899a31f804427d568b36,
  "@payloadcms/plugin-import-export/rsc#Page": Page_cdf7e044479f899a31f804427d568b36,
  "@payloadcms/plugin-import-export/rsc#SortBy": SortBy_cdf7e044479f899a31f804427d568b36,
  "@payloadcms/plugin-import-export/rsc#SortOrder": SortOrder_cdf7e044479f899a31f804427d568b36,
  "@payloadcms/plugin-import-export/rsc#SelectionToUseField": SelectionToUseField_cdf7e044479f899a31f804427d568b36,
  "@payloadcms/plugin-import-export/rsc#FieldsToExport": FieldsToExport_cdf7e044479f899a31f804427d568b36,
  "@payloadcms/plugin-import-export/rsc#CollectionField": CollectionField_cdf7e044479f899a31f804427d568b36,
  "@payloadcms/plugin-import-export/rsc#ExportPreview": ExportPreview_cdf7e044479f899a31f804427d568b36,
  "@payloadcms/plugin-import-export/rsc#ExportSaveButton": ExportSaveButton_cdf7e044479f899a31f804427d568b36,
  "/src/server/admin/import-issues.tsx#ImportIssues": ImportIssues_dcddc6427383436af3ab8caa93a244d7,
  "@payloadcms/plugin-import-export/rsc#ImportPreview": ImportPreview_cdf7e044479f899a31f804427d568b36,
  "@payloadcms/plugin-import-export/rsc#ImportSaveButton": ImportSaveButton_cdf7e044479f899a31f804427d568b36,
  "payload-stripe-shop/client#ChoiceField": ChoiceField_956db91033a8de5a2809aadf534d537c,
  "/src/server/admin/mail-previews.tsx#MailsLink": MailsLink_b57f1dbd5bd7a1e6284af5dad5f66926,
  "payload-stripe-shop/rsc#SetupChecklist": SetupChecklist_1a719033a5eddf8a46945ffec572bdcf,
  "payload-stripe-shop/rsc#ShopFigures": ShopFigures_1a719033a5eddf8a46945ffec572bdcf,
  "/src/server/admin/demo-notice.tsx#DemoNotice": DemoNotice_50f5d3068db463604b02a9cc74103f79,
  "@payloadcms/plugin-import-export/rsc#ImportExportProvider": ImportExportProvider_cdf7e044479f899a31f804427d568b36,
  "/src/server/admin/mail-previews.tsx#MailPreviews": MailPreviews_b57f1dbd5bd7a1e6284af5dad5f66926,
  "@payloadcms/next/rsc#CollectionCards": CollectionCards_f9c02e79a4aed9a3924487c0cd4cafb1
}
