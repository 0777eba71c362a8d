import * as migration_20261124_000000_initial from './20261124_000000_initial';
import * as migration_20261128_234023_holds from './20261128_234023_holds';

export const migrations = [
  {
    up: migration_20261124_000000_initial.up,
    down: migration_20261124_000000_initial.down,
    name: '20261124_000000_initial',
  },
  {
    up: migration_20261128_234023_holds.up,
    down: migration_20261128_234023_holds.down,
    name: '20261128_234023_holds'
  },
];
