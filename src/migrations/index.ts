import * as migration_20261124_000000_initial from './20261124_000000_initial';
import * as migration_20261128_234023_holds from './20261128_234023_holds';
import * as migration_20261129_001647_withdrawals from './20261129_001647_withdrawals';
import * as migration_20261129_004121_disputes from './20261129_004121_disputes';
import * as migration_20261129_032000_changes from './20261129_032000_changes';
import * as migration_20261129_040000_items_on_sale from './20261129_040000_items_on_sale';
import * as migration_20261129_055259_shop_settings from './20261129_055259_shop_settings';
import * as migration_20261129_060000_search from './20261129_060000_search';
import * as migration_20261129_062632_mails from './20261129_062632_mails';
import * as migration_20261129_100000_delivery from './20261129_100000_delivery';
import * as migration_20261129_100100_price_history from './20261129_100100_price_history';
import * as migration_20261129_100200_dashboard from './20261129_100200_dashboard';
import * as migration_20261129_130000_figures from './20261129_130000_figures';
import * as migration_20261129_130404_catalogue_languages from './20261129_130404_catalogue_languages';
import * as migration_20261129_131000_spreadsheets from './20261129_131000_spreadsheets';

export const migrations = [
  {
    up: migration_20261124_000000_initial.up,
    down: migration_20261124_000000_initial.down,
    name: '20261124_000000_initial',
  },
  {
    up: migration_20261128_234023_holds.up,
    down: migration_20261128_234023_holds.down,
    name: '20261128_234023_holds',
  },
  {
    up: migration_20261129_001647_withdrawals.up,
    down: migration_20261129_001647_withdrawals.down,
    name: '20261129_001647_withdrawals',
  },
  {
    up: migration_20261129_004121_disputes.up,
    down: migration_20261129_004121_disputes.down,
    name: '20261129_004121_disputes',
  },
  {
    up: migration_20261129_032000_changes.up,
    down: migration_20261129_032000_changes.down,
    name: '20261129_032000_changes',
  },
  {
    up: migration_20261129_040000_items_on_sale.up,
    down: migration_20261129_040000_items_on_sale.down,
    name: '20261129_040000_items_on_sale',
  },
  {
    up: migration_20261129_055259_shop_settings.up,
    down: migration_20261129_055259_shop_settings.down,
    name: '20261129_055259_shop_settings',
  },
  {
    up: migration_20261129_060000_search.up,
    down: migration_20261129_060000_search.down,
    name: '20261129_060000_search',
  },
  {
    up: migration_20261129_062632_mails.up,
    down: migration_20261129_062632_mails.down,
    name: '20261129_062632_mails',
  },
  {
    up: migration_20261129_100000_delivery.up,
    down: migration_20261129_100000_delivery.down,
    name: '20261129_100000_delivery',
  },
  {
    up: migration_20261129_100100_price_history.up,
    down: migration_20261129_100100_price_history.down,
    name: '20261129_100100_price_history',
  },
  {
    up: migration_20261129_100200_dashboard.up,
    down: migration_20261129_100200_dashboard.down,
    name: '20261129_100200_dashboard',
  },
  {
    up: migration_20261129_130000_figures.up,
    down: migration_20261129_130000_figures.down,
    name: '20261129_130000_figures',
  },
  {
    up: migration_20261129_130404_catalogue_languages.up,
    down: migration_20261129_130404_catalogue_languages.down,
    name: '20261129_130404_catalogue_languages',
  },
  {
    up: migration_20261129_131000_spreadsheets.up,
    down: migration_20261129_131000_spreadsheets.down,
    name: '20261129_131000_spreadsheets'
  },
];
