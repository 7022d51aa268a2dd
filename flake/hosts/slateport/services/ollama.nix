# generated from components/services/ollama.ts; do not edit
{
  services.ollama = {
    enable = true;
    host = "0.0.0.0";
    port = 11434;
    loadModels = [
      "gemma3:4b"
      "nomic-embed-text"
    ];
  };
}
