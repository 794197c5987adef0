// CSV as people send it: a byte order mark, semicolons or tabs for commas, quotes, and line breaks inside of cells.

/** The rows of a CSV text, each a list of cells. The separator is the one of `,`, `;` and tab that the first line has most of. */
export function parseCsv(text) {
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const separator = separatorOf(content);
  const rows = [];
  let row = [];
  let cell = '';
  let quoted = false;
  const endCell = () => {
    row.push(cell);
    cell = '';
  };
  const endRow = () => {
    endCell();
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  };
  for (let place = 0; place < content.length; place++) {
    const character = content[place];
    if (quoted) {
      if (character !== '"') cell += character;
      else if (content[place + 1] === '"') cell += content[++place];
      else quoted = false;
    } else if (character === '"' && cell === '') quoted = true;
    else if (character === separator) endCell();
    else if (character === '\n') endRow();
    else if (character === '\r' && content[place + 1] === '\n') continue;
    else cell += character;
  }
  if (quoted) throw new Error('The file ends inside of a quoted cell.');
  endRow();
  return { separator, rows };
}

/** One line of CSV. A cell that a spreadsheet would take for a formula gets an apostrophe; a negative number does not. */
export function csvLine(cells, separator = ',') {
  return `${cells.map((cell) => quote(/^[=+@\t\r]|^-(?![\d.,]+$)/.test(cell) ? `'${cell}` : cell, separator)).join(separator)}\r\n`;
}

function quote(cell, separator) {
  return cell.includes(separator) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function separatorOf(content) {
  const [line] = content.replaceAll(/"(?:[^"]|"")*"/g, '').split('\n', 1);
  const counts = [',', ';', '\t'].map((separator) => ({ separator, count: line.split(separator).length }));
  return counts.toSorted((one, other) => other.count - one.count)[0].separator;
}
