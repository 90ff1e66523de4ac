// Errors of the page's scripts that no type tells of. How they are laid out is left to the writer.
import js from "@eslint/js";
import globals from "globals";

export default [
  js.configs.recommended,
  {
    files: ["**/*.js"],
    languageOptions: {
      ecmaVersion: 2024,
      sourceType: "module",
      globals: { ...globals.browser, Plotly: "readonly" },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      curly: ["error", "multi-or-nest"],
      eqeqeq: "error",
      "no-implicit-coercion": "error",
      "no-restricted-globals": ["error", "name", "event", "status", "length", "top", "parent", "self", "origin"],
      "no-restricted-properties": [
        "error",
        { property: "innerHTML", message: "Text becomes text, never markup: use make()." },
        { property: "outerHTML", message: "Text becomes text, never markup: use make()." },
      ],
      "no-shadow": "error",
      "no-unused-vars": "error",
      "no-use-before-define": ["error", { functions: false, variables: false }],
      "no-var": "error",
      "prefer-const": "error",
    },
  },
];
