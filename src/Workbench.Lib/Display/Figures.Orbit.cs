using System.Globalization;
using System.Text;

namespace Workbench.Display;

public static partial class Figures
{
    // Plain script; every player with the key is started once, also when a page shows the same output twice.
    private const string PlayerScript = """
        (function(){function start(root){var frames=root.querySelectorAll('[data-frame]'),slider=root.querySelector('input'),button=root.querySelector('button'),label=root.querySelector('output'),stage=frames[0].parentNode,timer=null,at=0,grip=null;
        function show(i){frames[at].style.display='none';at=(i%frames.length+frames.length)%frames.length;frames[at].style.display='block';slider.value=at;label.textContent=frames[at].alt;slider.setAttribute('aria-valuetext',frames[at].alt);}
        function stop(){clearInterval(timer);timer=null;button.textContent='\u25B6';button.setAttribute('aria-label','Play');}
        function play(){timer=setInterval(function(){if(!root.isConnected){stop();return;}show(at+1);},DELAY);button.textContent='\u275A\u275A';button.setAttribute('aria-label','Pause');}
        button.addEventListener('click',function(){if(timer){stop();}else{play();}});
        slider.addEventListener('input',function(){stop();show(Number(slider.value));});
        stage.addEventListener('pointerdown',function(e){stop();grip={x:e.clientX,at:at};stage.setPointerCapture(e.pointerId);e.preventDefault();});
        stage.addEventListener('pointermove',function(e){if(grip){show(grip.at+Math.round((e.clientX-grip.x)/stage.clientWidth*frames.length));}});
        stage.addEventListener('pointerup',function(){grip=null;});stage.addEventListener('pointercancel',function(){grip=null;});
        stage.addEventListener('keydown',function(e){if(e.key==='ArrowLeft'){stop();show(at-1);}else if(e.key==='ArrowRight'){stop();show(at+1);}else if(e.key===' '){button.click();}else{return;}e.preventDefault();e.stopPropagation();});}
        Array.prototype.forEach.call(document.querySelectorAll('[data-wb-player="KEY"]'),function(root){if(!root.getAttribute('data-ready')){root.setAttribute('data-ready','1');start(root);}});})();
        """;

    /// <summary>A turning head: pre-rendered frames with a slider, a play button, dragging and arrow keys; works offline in a saved page.</summary>
    /// <param name="frames">At least one picture; all of one size.</param>
    /// <param name="labels">One a frame, or none.</param>
    /// <param name="framesPerSecond">Speed of playing.</param>
    /// <param name="title">What is shown.</param>
    /// <param name="caption">Origin; null says number and size of the frames.</param>
    public static Figure Orbit(IReadOnlyList<Picture> frames, IReadOnlyList<string>? labels = null, double framesPerSecond = 12, string title = "", string? caption = null)
    {
        Check(frames, labels);
        if (!(framesPerSecond is > 0 and <= 120))
            throw new ArgumentOutOfRangeException(nameof(framesPerSecond), $"framesPerSecond: expected above 0 and at most 120, got {framesPerSecond}.");
        var size = (frames[0].Width, frames[0].Height);
        if (frames.FirstOrDefault(frame => (frame.Width, frame.Height) != size) is { } other)
            throw new ArgumentException($"frames: all need one size; the first has {size.Width}×{size.Height} pixels, another {other.Width}×{other.Height}.", nameof(frames));
        var names = labels is { Count: > 0 } ? labels : [.. frames.Select((_, i) => $"frame {i + 1} of {frames.Count}")];
        var shown = frames.Select(Visible).ToArray();
        return Figure.Create(
            title,
            caption ?? $"{frames.Count} frames, {size.Width}×{size.Height} pixels",
            () => OrbitHtml(shown, names, framesPerSecond),
            () => OrbitStill(shown, names),
            $"turning picture of {frames.Count} frames, {names[0]} to {names[^1]}");
    }

    private static string OrbitHtml(Picture[] frames, IReadOnlyList<string> labels, double framesPerSecond)
    {
        var images = new StringBuilder();
        for (var i = 0; i < frames.Length; i++)
            images.Append(Html.Image(frames[i], labels[i], i == 0 ? "" : "display:none;").Replace("<img ", "<img data-frame draggable=\"false\" ", StringComparison.Ordinal));
        var key = Html.UniqueKey(images.ToString());
        var delay = Math.Max(1, (int)Math.Round(1000 / framesPerSecond)).ToString(CultureInfo.InvariantCulture);
        var script = PlayerScript.Replace("KEY", key, StringComparison.Ordinal).Replace("DELAY", delay, StringComparison.Ordinal);
        return $"""
            <div data-wb-player="{key}" role="group" aria-label="turning picture" style="display:inline-block;max-width:100%">
            <div tabindex="0" role="img" aria-label="frames; arrow keys turn, space plays" style="cursor:grab;touch-action:pan-y">{images}</div>
            <div style="display:flex;gap:8px;align-items:center;margin-top:4px">
            <button type="button" aria-label="Play" style="width:2.4em;font:inherit">▶</button>
            <input type="range" min="0" max="{frames.Length - 1}" value="0" step="1" aria-label="frame" style="flex:1;min-width:60px">
            <output style="font-size:85%;white-space:nowrap">{Html.Escape(labels[0])}</output>
            </div></div>
            <script>{script}</script>
            """;
    }

    private static Picture OrbitStill(Picture[] frames, IReadOnlyList<string> labels)
    {
        const int MaximumFrames = 12, Side = 192;
        var count = Math.Min(MaximumFrames, frames.Length);
        var chosen = Enumerable.Range(0, count).Select(i => i * frames.Length / count).ToArray();
        return GridStill([.. chosen.Select(i => frames[i].Within(Side))], [.. chosen.Select(i => labels[i])], Math.Min(count, 6));
    }
}
