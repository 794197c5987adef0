import type { Command } from 'commander';

const HEAD = `# Command line

Every command with its options, made from the commands themselves by \`npm run docs\`. [How to use it](../how-to/use-the-command-line.md).
`;

/** The help of a program and of every command below it. */
export function cliPage(program: Command): string {
  return [HEAD, ...below(program, program.name())].join('\n');
}

function below(command: Command, path: string): string[] {
  const help = command.configureHelp({ helpWidth: 110 }).helpInformation().trimEnd();
  return [
    `## ${path}\n`,
    '```text',
    help,
    '```\n',
    ...command.commands.flatMap((child) => below(child, `${path} ${child.name()}`)),
  ];
}
