import type { Command } from 'commander';
import { stringify } from 'yaml';
import { settingsJsonSchema } from '../../src/config/json-schema.ts';
import { redacted } from '../../src/config/redacted.ts';
import { writeOut } from '../output/write-out.ts';
import { configOption } from '../task-command.ts';
import { outInk, type World } from '../world.ts';

export function addConfig(program: Command, world: World): void {
  const config = program.command('config').description('look at the settings');
  const print = (text: string) => writeOut(world.stdout, outInk(world).plain(text), world.ended);
  config
    .command('print')
    .description('print the settings in force, as YAML, secrets hidden')
    .addOption(configOption())
    .action(async ({ config: file }: { config?: string }) => {
      const { loadSettings } = await world.lingraph();
      await print(stringify(redacted(loadSettings({ file }))));
    });
  config
    .command('validate')
    .description('check a settings file as a start does, and say what to write instead; no server is asked')
    .argument('[file]', 'the settings file')
    .action(async (file: string | undefined) => {
      const { loadSettings, trySettings } = await world.lingraph();
      const warnings = await trySettings(loadSettings({ file }));
      await print(
        [...warnings, 'The settings hold. Whether each backend can be reached is tried by `lingraph serve`.\n'].join('\n'),
      );
    });
  config
    .command('schema')
    .description('print the JSON Schema of the settings file, for editors')
    .action(async () => {
      const { kindSchemas } = await world.lingraph();
      await print(`${JSON.stringify(settingsJsonSchema(kindSchemas), null, 2)}\n`);
    });
}
