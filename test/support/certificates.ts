import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why tests that need certificates cannot run here; undefined when they can. In CI they must. */
export function opensslMissing(): string | undefined {
  try {
    execFileSync('openssl', ['version']);
    return undefined;
  } catch {
    if (process.env.CI) throw new Error('openssl is required in CI');
    return 'there is no openssl here';
  }
}

/** Paths of files in PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

export interface Certificates {
  /** Signs itself, for 127.0.0.1. */
  valid: Certificate;
  /** The same, long ago. */
  expired: Certificate;
  /** For another name. */
  foreign: Certificate;
  remove(): void;
}

const CONFIG = (folder: string) => `[ca]
default_ca = here
[here]
new_certs_dir = ${folder}
database = ${folder}/index
serial = ${folder}/serial
default_md = sha256
policy = any
[any]
commonName = supplied
`;

/** Makes certificates of keys that live as long as the folder they are in. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'lingraph-certificates-'));
  const at = (name: string) => join(folder, name);
  const openssl = (...given: string[]) => execFileSync('openssl', given, { cwd: folder, stdio: 'pipe' });
  const make = (name: string, address: string, ...dates: string[]): Certificate => {
    const [cert, key, request, extension] = [at(`${name}.pem`), at(`${name}.key`), at(`${name}.csr`), at(`${name}.ext`)];
    writeFileSync(at('config'), CONFIG(folder));
    writeFileSync(at('index'), '');
    writeFileSync(at('serial'), '01\n');
    writeFileSync(extension, `subjectAltName=${address}\nbasicConstraints=CA:TRUE\n`);
    const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    openssl('req', ...newKey, '-keyout', key, '-out', request, '-subj', `/CN=${name}`);
    const signed = ['-batch', '-config', at('config'), '-selfsign', '-keyfile', key, '-extfile', extension, '-notext'];
    openssl('ca', ...signed, '-in', request, '-out', cert, ...dates);
    return { cert, key };
  };
  return {
    valid: make('valid', 'IP:127.0.0.1', '-days', '30'),
    expired: make('expired', 'IP:127.0.0.1', '-startdate', '20200101000000Z', '-enddate', '20200201000000Z'),
    foreign: make('foreign', 'DNS:other.example', '-days', '30'),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
