# generated from components/services/karakeep.ts; do not edit
{
  services.karakeep = {
    enable = true;
    extraEnvironment = {
      PORT = "7020";
      HOSTNAME = "0.0.0.0";
      NEXTAUTH_URL = "https://karakeep.cute.haus";
      OLLAMA_BASE_URL = "http://slateport:11434";
    };
  };
}
