import { Failure } from '../../src/failure/failure.ts'
import { defineCommand } from '../kernel/command.ts'

/**
 * Each shell hands the word at the cursor behind an equals sign, for some drop an empty one, and then the words before
 * it; it gets a line for each that may stand there, with what it is behind a tab.
 */
const scripts: Readonly<Record<string, string>> = {
  bash: `_ideadunes() {
  local word about
  COMPREPLY=()
  while IFS=$'\\t' read -r word about; do
    COMPREPLY+=("$word")
  done < <(ideadunes __complete "=\${COMP_WORDS[COMP_CWORD]}" "\${COMP_WORDS[@]:1:COMP_CWORD-1}" 2> /dev/null)
}
complete -o default -F _ideadunes ideadunes
`,
  zsh: `#compdef ideadunes
_ideadunes() {
  local -a found
  local line
  while IFS= read -r line; do
    line=\${line//:/\\\\:}
    found+=("\${line/$'\\t'/:}")
  done < <(ideadunes __complete "=\${words[CURRENT]}" "\${(@)words[2,CURRENT-1]}" 2> /dev/null)
  if (( \${#found} )); then _describe ideadunes found; else _files; fi
}
compdef _ideadunes ideadunes
`,
  fish: `function __ideadunes_complete
  set -l words (commandline -opc)
  set -e words[1]
  ideadunes __complete "="(commandline -ct | string collect --allow-empty) $words 2> /dev/null
end
complete -c ideadunes -f -a '(__ideadunes_complete)'
`,
  powershell: `Register-ArgumentCompleter -Native -CommandName ideadunes -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
    Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
  ideadunes __complete "=$wordToComplete" @words 2>$null | ForEach-Object {
    $word, $about = $_ -split "\`t", 2
    if (-not $about) { $about = $word }
    [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $about)
  }
}
`,
}

/** `ideadunes autocomplete`: what a shell reads to complete commands, flags and values. */
export const autocomplete = defineCommand({
  id: 'autocomplete',
  summary: 'Print what makes your shell complete commands, flags and ids',
  args: [{ name: 'shell', summary: 'bash, zsh, fish or powershell.' }],
  flags: {},
  texts: () => ({
    description:
      'Values are completed too: ids of the sandbox that runs here, event types, profiles and forks. Load it where ' +
      'your shell starts: in ~/.bashrc or ~/.zshrc `eval "$(ideadunes autocomplete bash)"` (or zsh, behind compinit), ' +
      'in ~/.config/fish/config.fish `ideadunes autocomplete fish | source`, in $PROFILE ' +
      '`ideadunes autocomplete powershell | Out-String | Invoke-Expression`.',
    examples: [
      { title: 'For bash', command: 'autocomplete bash' },
      { title: 'For PowerShell', command: 'autocomplete powershell' },
    ],
  }),
  async run({ args: { shell = '' } }): Promise<{ shell: string; script: string }> {
    const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined
    if (script !== undefined) return { shell, script }
    throw new Failure('usage', 'unknown_shell', `There is no completion for ${shell}`, {
      field: 'SHELL',
      hint: `Take one of ${Object.keys(scripts).join(', ')}.`,
    })
  },
  async render({ script }, _, { terminal }) {
    await terminal.stdout.write(script)
  },
})
