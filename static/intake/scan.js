// Reads the square on somebody's phone: by the browser itself where it can, else by a library; never keeps a picture.
"use strict";
Door.scanner = (video, library) => {
  let stream = null;
  let reader = null;

  const detector = async () => {
    const own = globalThis.BarcodeDetector;
    if (own && (await own.getSupportedFormats()).includes("qr_code")) return new own({ formats: ["qr_code"] });
    const { BarcodeDetector } = await import(library);
    return new BarcodeDetector({ formats: ["qr_code"] });
  };

  const stop = () => {
    if (stream) for (const track of stream.getTracks()) track.stop();
    stream = null;
    video.srcObject = null;
  };

  // Resolve with the words of the first square that is seen, or with null once it was stopped.
  const read = async () => {
    reader ||= await detector();
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    video.srcObject = stream;
    await video.play();
    while (stream) {
      const found = video.readyState >= 2 ? await reader.detect(video).catch(() => []) : [];
      if (found.length) { stop(); return found[0].rawValue; }
      await new Promise((again) => setTimeout(again, 150));
    }
    return null;
  };
  return { read, stop };
};
